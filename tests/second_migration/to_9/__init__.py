"""A tiny second migration, 1.x to 9.0: it proves that engines and tool need no other."""
