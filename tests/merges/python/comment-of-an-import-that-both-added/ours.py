"""Readers."""
from .core import Reader
from .errors import ReadError
from . import formats
try:
    import numpy
except ImportError:
    numpy = None
