"""A child that says a word and then nothing: ``python -m tests.unit.county.silent_child``."""

import pickle
import sys
import time

from kiosk.county.reading import wire

if __name__ == "__main__":
    words, _ = pickle.load(sys.stdin.buffer)
    wire.send(sys.stdout.buffer, {"t": "ready"})
    for word in range(words):
        wire.send(sys.stdout.buffer, {"t": "word", "word": word})
    time.sleep(60)
