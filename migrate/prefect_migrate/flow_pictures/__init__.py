"""A flow's task graph as a picture, read from its code; nothing of it is run."""
