"""Codemods that move Prefect 0.x code to Prefect 1.x."""
