"""The one pipeline for one file."""
