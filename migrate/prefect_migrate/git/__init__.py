"""The tool inside git: merge driver, mergetool, and their set-up."""
