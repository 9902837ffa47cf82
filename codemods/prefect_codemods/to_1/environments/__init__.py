"""Environments become an executor and a run config; one file for each class."""
