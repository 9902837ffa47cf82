"""Ships."""
from .hull import Hull
from .keel import Keel
from .mast import Mast
from .sail import Sail
