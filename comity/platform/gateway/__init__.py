"""In front of the wire: HTTP without detours, and how often anybody may ask (wire.md 0)."""
