class ConfigException(Exception):
    """No configuration was found."""
