"""Taking bundles in: scan, watch, apply, receipts, and the worker process."""
