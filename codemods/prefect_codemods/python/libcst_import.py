"""Imports LibCST; in a process of the tool's own, with node classes that are made faster.

LibCST's some 200 node classes are frozen dataclasses. Making them takes half of its import, most of
it for methods that LibCST then replaces by its own (``__eq__``, ``__repr__``); and a frozen class
sets each field of each node by a call, which takes a seventh of a parse. So the tool's own processes
make them without, and each constructor when it is first needed. Nodes can be changed there, which the type checker forbids; in all else they are
the same, and ``test_libcst_import`` compares them. Who imports the tool as a library gets LibCST as
it is, since other code of that process may use it.
"""

from __future__ import annotations

import sys

# Neither typing nor dataclasses is imported: a run with nothing to do does without both.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType
    from typing import Any

_NODES = "libcst._nodes."
_fast = False


def make_nodes_faster() -> None:
    """Let this process, which is the tool's own, import LibCST in the faster way."""
    global _fast
    _fast = True


def import_libcst() -> ModuleType:
    """LibCST, imported now unless it was before."""
    if _fast and "libcst" not in sys.modules:
        _import_with_fast_nodes()
    import libcst

    return libcst


def _import_with_fast_nodes() -> None:
    import dataclasses

    as_asked = dataclasses.dataclass

    def own_init(kind: type[Any]) -> Callable[..., None]:
        """The constructor that ``dataclass`` makes for the fields of ``kind``."""
        fields = {
            f.name: dataclasses.field(
                default=f.default, default_factory=f.default_factory, init=f.init, kw_only=f.kw_only
            )
            for f in dataclasses.fields(kind)
        }
        parts = {"__annotations__": dict.fromkeys(fields, object), **fields}
        parts["__post_init__"] = kind.__post_init__
        parts["__doc__"] = (
            kind.__name__
        )  # else dataclass makes one, from a signature: half of its time
        made: Any = as_asked(type(kind.__name__, (), parts), repr=False, eq=False)
        init: Callable[..., None] = made.__init__
        return init

    def first_init(self: Any, *values: object, **named: object) -> None:
        """Makes the constructor of a class with its first node: most classes never have one."""
        kind = type(self)
        kind.__init__ = own_init(kind)
        kind.__init__(self, *values, **named)

    def node_class(cls: type | None = None, /, **options: Any) -> Any:
        """What stands in for ``dataclass`` meanwhile: the same for all classes but nodes."""
        if cls is None:
            return lambda cls: node_class(cls, **options)
        if cls.__module__.startswith(_NODES) and options == {"frozen": True}:
            # LibCST gives each node class its own ``__eq__``, ``__hash__`` and ``__repr__``.
            made: Any = as_asked(cls, init=False, repr=False, eq=False)
            made.__init__ = first_init
            return made
        return as_asked(cls, **options)

    dataclasses.dataclass = node_class
    try:
        import libcst  # noqa: F401
    finally:
        dataclasses.dataclass = as_asked
