"""The part of the stand-in that tells of refusals."""


class ApiException(Exception):
    """Nothing is ever refused."""
