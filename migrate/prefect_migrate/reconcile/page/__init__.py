"""Pages of two variants: blocks aligned, layout and prose from one, code by its kind."""
