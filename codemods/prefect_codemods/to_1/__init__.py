"""The rules from Prefect 0.x to 1.x."""
