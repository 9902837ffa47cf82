"""Flows of two texts: compared as bytes, tokens and syntax trees, and at last as graphs of tasks."""
