class ClientError(Exception):
    """An answer that says no."""
