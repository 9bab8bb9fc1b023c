"""The demo builder: a demo for one prospect, written by several at once, drafted from what is known."""
