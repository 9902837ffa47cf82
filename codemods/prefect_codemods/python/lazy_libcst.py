"""LibCST, imported when the first of its names is asked for.

It takes longer to import than all the rest. The modules of rules say what makes a text their
business, and are imported for that where in the end none of them runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import libcst as cst
else:
    from prefect_codemods.python.libcst_import import import_libcst

    class _LibCST:
        """Looks like the module; keeps each name that was asked for."""

        def __getattr__(self, name: str) -> object:
            value = getattr(import_libcst(), name)
            setattr(self, name, value)
            return value

    cst = _LibCST()

__all__ = ["cst"]
