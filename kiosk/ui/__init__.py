"""The touchscreen; the only package that knows Qt."""
