"""Manifests of two variants: paired by identity, merged by field and merge key."""
