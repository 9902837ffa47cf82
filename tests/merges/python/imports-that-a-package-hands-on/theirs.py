"""Ships."""
from .hull import Hull
from .mast import Mast
from .rudder import Rudder
