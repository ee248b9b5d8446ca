"""Validates every event of a function against a schema before its handler; the same in Python as ../../node."""
