"""The rooms: each can be removed with its folder and one line of app.py."""
