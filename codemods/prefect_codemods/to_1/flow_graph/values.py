"""The values that the flow reader tells apart, and what it knows of the callables behind them."""

from __future__ import annotations

import ast
import builtins
import sys
from dataclasses import dataclass

_TASK_CLASSES = {"prefect.Task", "prefect.Parameter", "prefect.core.parameter.DateTimeParameter"}
_ASSUMED = {"Flow", "Task", "Parameter", "task", "unmapped", "mapped", "flatten"}
_ANNOTATIONS = {
    "prefect.unmapped": {"mapped": False},
    "prefect.mapped": {"mapped": True},
    "prefect.flatten": {"flattened": True},
}
# calls that neither make tasks nor touch a flow, so that one may stand inside ``with Flow``
_HARMLESS = {"pendulum", "prefect.client", "prefect.context", "prefect.config", "prefect.schedules"}
_HARMLESS |= {"prefect.storage", "prefect.executors", "prefect.run_configs", "prefect.triggers"}
_HARMLESS |= {"prefect.engine"}


class UnreadableCode(Exception):
    """Code that the reader does not understand: why, and the 1-based line."""

    def __init__(self, reason: str, node: ast.AST) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = getattr(node, "lineno", 0)


@dataclass(frozen=True)
class TaskSignature:
    """The names of ``run``'s positional parameters; ``closed``: there is no ``*args``."""

    positional: tuple[str, ...] = ()
    closed: bool = False


UNKNOWN = TaskSignature()


@dataclass(frozen=True)
class Task:
    """One task object; ``number`` is its identity."""

    number: int
    label: str
    signature: TaskSignature


@dataclass(frozen=True)
class TaskClass:
    """A class of tasks, as an expression."""

    label: str
    signature: TaskSignature


@dataclass(frozen=True)
class FlowRef:
    """The flow at a place in ``Module.flows``."""

    number: int


@dataclass(frozen=True)
class Local:
    """A function or class of the module that is no task."""

    name: str


@dataclass(frozen=True)
class Annotated:
    """A value in ``unmapped``, ``mapped`` or ``flatten``."""

    value: Value
    mapped: bool | None = None
    flattened: bool | None = None


@dataclass(frozen=True)
class Plain:
    """Any other value, as an expression; ``loose`` if tasks or flows may hide in it."""

    text: str
    loose: bool = False


@dataclass(frozen=True)
class TaskGroup:
    """A list, tuple or set that holds tasks: a task that collects them, once it is in a flow."""

    kind: str
    items: tuple[Value, ...]


Value = Task | TaskClass | FlowRef | Local | Annotated | Plain | TaskGroup


def signature_of(
    function: ast.FunctionDef | ast.AsyncFunctionDef, method: bool = False
) -> TaskSignature:
    """How positional arguments bind to ``function``; a ``method`` is without its ``self``."""
    arguments = [a.arg for a in (*function.args.posonlyargs, *function.args.args)]
    return TaskSignature(
        tuple(arguments[1:] if method else arguments), function.args.vararg is None
    )


def prefect_name(name: str, bound: bool) -> str | None:
    """The dotted path of an unbound ``name`` that a fragment may leave to its reader to import."""
    return f"prefect.{name}" if not bound and name in _ASSUMED else None


def is_task_class(dotted: str) -> bool:
    """Whether ``dotted`` is a class of tasks that Prefect ships."""
    module, _, name = dotted.rpartition(".")
    return dotted in _TASK_CLASSES or (module.startswith("prefect.tasks.") and name[:1].isupper())


def is_task_object(dotted: str) -> bool:
    """Whether ``dotted`` is a ready-made task of Prefect's library (``create_flow_run``)."""
    return dotted.startswith("prefect.tasks.prefect.") and dotted.rpartition(".")[2].islower()


def annotation_of(dotted: str) -> dict[str, bool] | None:
    """What ``unmapped``, ``mapped`` or ``flatten`` says of an edge, else ``None``."""
    return _ANNOTATIONS.get(dotted)


def is_harmless(dotted: str) -> bool:
    """Whether calling ``dotted`` leaves every flow as it is."""
    root = dotted.split(".")[0]
    return (
        hasattr(builtins, dotted)
        or root in sys.stdlib_module_names
        or any(dotted == known or dotted.startswith(known + ".") for known in _HARMLESS)
    )
