"""Moves Prefect 0.x flows to 1.x, and resolves merge conflicts between the two."""
