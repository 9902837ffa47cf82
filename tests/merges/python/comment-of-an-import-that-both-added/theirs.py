"""Readers."""
from .core import Reader
from .errors import ReadError
from . import compat  # noqa: F401
try:
    import numpy
except ImportError:
    numpy = None
