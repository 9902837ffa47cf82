"""Ships."""
from .hull import Hull
from .mast import Mast
