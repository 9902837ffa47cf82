"""What runs inside the interpreters of the real releases; imports Prefect, old or new."""
