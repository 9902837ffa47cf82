"""The part of the stand-in that watches pods."""


class Watch:
    """Nothing is ever watched."""
