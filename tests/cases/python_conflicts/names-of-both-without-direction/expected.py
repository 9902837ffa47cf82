from .errors import ReadError
from .tables import Table, compat, plugins

__all__ = ["Table"]
