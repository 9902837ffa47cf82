"""Outcomes to something to read."""
