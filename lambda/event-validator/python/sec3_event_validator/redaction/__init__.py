"""Keeps sensitive values out of logs; the same in Python as ../../../node/redaction."""
