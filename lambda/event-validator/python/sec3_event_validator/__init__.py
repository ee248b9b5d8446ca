"""Validates every event of a function against a schema before its handler runs. This is the Python version of ../../node."""
