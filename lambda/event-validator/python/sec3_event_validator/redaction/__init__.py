"""Keeps what schemas mark as sensitive out of logs; the same in Python as ../../../node/redaction."""
