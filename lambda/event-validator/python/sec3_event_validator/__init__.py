"""Holds every event of a function against a schema before its handler gets it; the same in Python as ../../node."""
