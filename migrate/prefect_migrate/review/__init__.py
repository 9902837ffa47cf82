"""Change by change and conflict by conflict: what the tool would do, and what a person says to it."""
