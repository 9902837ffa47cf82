"""Flows of two texts: compared rung by rung, up to equal graphs of tasks."""
