"""Which files, which of them matter, and many at once."""
