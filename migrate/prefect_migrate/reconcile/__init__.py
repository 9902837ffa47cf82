"""Two whole variants to one, with a reason for every decision."""
