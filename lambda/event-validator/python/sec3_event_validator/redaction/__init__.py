"""Keeps sensitive values out of logs. This is the Python version of ../../../node/redaction."""
