"""Outcomes as something to read: one file a format, all with the face of ``interface.py``."""
