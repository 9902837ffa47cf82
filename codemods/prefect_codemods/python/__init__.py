"""The Python engine: one LibCST parse, one walk, all codemods, one rebuild."""
