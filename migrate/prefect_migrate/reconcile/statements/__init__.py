"""Python of two or three texts: merged by statement, name and keyword."""
