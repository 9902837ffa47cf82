"""Prefect 0.x to 1.x: all that is known of Prefect stands below this package."""
