"""Which character was written: strokes in, the likeliest of some given characters out. No Qt.

``model`` knows where the recognition model lies and asks it, ``picture`` makes the strokes into what
it looks at, ``__main__`` is the process that the screen talks to (``kiosk/ui/hand.py``).
"""
