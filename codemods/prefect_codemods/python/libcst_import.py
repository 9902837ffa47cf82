"""Imports LibCST; in a process of the tool's own, with node classes that are made faster.

LibCST's some 200 node classes are frozen dataclasses. Making them takes half of its import, most of
it for methods that LibCST then replaces by its own (``__eq__``, ``__repr__``); and a frozen class
sets each field of each node by a call, which takes a seventh of a parse. So the tool's own processes
make them without, and each constructor when it is first needed. Nor are they abstract classes, of
which Python must ask a method each time whether a node is one. Nodes can be changed there, which the
type checker forbids, and are not checked when they are made, which is for code that makes some; in
all else they are the same, and ``test_libcst_import`` compares them.

Half of what remains is what nothing of the tool uses: metadata, helpers, a parser in Python. So only
nodes and the parser are imported there, and the rest when some other name of LibCST is asked for.

Who imports the tool as a library gets LibCST as it is, since other code of that process may use it.
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
_PARTS = (
    *("_exceptions", "_nodes.base", "_nodes.expression", "_nodes.module", "_nodes.op"),
    *("_nodes.statement", "_nodes.whitespace"),
)
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


def _import_nodes() -> None:
    """Import LibCST's nodes and its parser, and run ``libcst/__init__.py`` when more is asked for."""
    import abc
    from importlib import import_module
    from importlib.util import find_spec, module_from_spec

    spec = find_spec("libcst")
    if spec is None or spec.loader is None:
        return
    loader, libcst = spec.loader, module_from_spec(spec)
    names: dict[str, Any] = vars(libcst)

    def run_all(name: str) -> Any:
        """Answers for a name that is not there yet."""
        if names.pop("__getattr__", None) is None:
            raise AttributeError(f"module 'libcst' has no attribute {name!r}")
        loader.exec_module(libcst)
        return getattr(libcst, name)

    sys.modules["libcst"] = libcst
    as_asked = abc.ABC
    vars(abc)["ABC"] = type("ABC", (), {"__slots__": ()})
    try:
        for part in _PARTS:
            found = import_module(f"libcst.{part}")
            own = (
                v for v in vars(found).values() if getattr(v, "__module__", "") == found.__name__
            )
            names.update((value.__name__, value) for value in own if isinstance(value, type))
    finally:
        vars(abc)["ABC"] = as_asked
    import_module("libcst.native")
    names["__getattr__"] = run_all


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
        # Else dataclass makes one, from a signature, which takes half of its time.
        parts["__doc__"] = kind.__name__
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
        _import_nodes()
    except ImportError:
        # Another release of LibCST, whose parts are others, or need more of it.
        for name in [name for name in sys.modules if name.partition(".")[0] == "libcst"]:
            del sys.modules[name]
        import libcst  # noqa: F401
    finally:
        dataclasses.dataclass = as_asked
