"""Kinds of document: text to code regions, and the splice back."""
