"""The county → village bundle: manifest, keys, signing, reading, writing, verifying (architecture.md §4).

No Qt, no watchdog, no database.  Start at ``verify.py`` (reading) or ``writer.py`` (writing).
"""
