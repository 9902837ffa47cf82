"""Readers."""
from .core import Reader
from .errors import ReadError
try:
    import numpy
except ImportError:
    numpy = None
