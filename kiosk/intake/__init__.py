"""Taking the county's bundles in: scan → verify → archive → apply → receipt (architecture.md §4).

A process of its own (``worker.py``).  ``scan.py`` is one pass over the drop folder, ``apply.py`` what
happens to one bundle; ``watch.py`` only hints that a pass would be worth while.
"""
