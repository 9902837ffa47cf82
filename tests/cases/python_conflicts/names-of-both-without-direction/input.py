<<<<<<< HEAD
from .errors import ReadError
from .tables import Table, plugins
=======
from .tables import Table, compat
>>>>>>> topic

__all__ = ["Table"]
