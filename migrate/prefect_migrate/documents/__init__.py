"""Kinds of document: text to blocks and code regions, and the splice back."""
