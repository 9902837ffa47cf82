"""What to write instead of an environment class, by the place in which it stands."""

from __future__ import annotations

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.scopes import dotted_name

ANNOTATION = "annotate with `prefect.run_configs.RunConfig`, or drop the annotation"
_BASE = (
    "drop the base class: call what `setup` and `execute` did before the registration or from a "
    "state handler, and set `flow.executor` and `flow.run_config`"
)
_TYPE_CHECK = "ask for the class of `flow.run_config` or of `flow.executor`"
_ARGUMENT = (
    "pass on an executor and a run config instead, and set them as `flow.executor` and "
    "`flow.run_config` there"
)
_DEFAULT = "make the default `None`, and set `flow.executor` and `flow.run_config` where it is read"
_UNUSED = "remove it"


def place_advice(module: Module, node: cst.CSTNode) -> str:
    """The advice that fits where ``node``, an environment or its class, stands; ``""``: any."""
    below: cst.CSTNode = node
    for parent in module.tree.ancestors(node):
        if isinstance(parent, cst.Annotation):
            return ANNOTATION
        if isinstance(parent, cst.Param):
            return _DEFAULT
        if isinstance(parent, cst.ClassDef):
            return _BASE if any(below is base for base in parent.bases) else ""
        if isinstance(parent, cst.Call) and below is not parent.func:
            checks = dotted_name(parent.func) in {"isinstance", "issubclass"}
            return _TYPE_CHECK if checks else _ARGUMENT
        if isinstance(parent, cst.Expr) and parent.value is node:
            return _UNUSED
        if isinstance(parent, cst.BaseSmallStatement):
            return ""
        below = parent
    return ""
