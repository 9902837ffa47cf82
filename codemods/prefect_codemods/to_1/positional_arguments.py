"""Positional arguments whose place changed between releases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

from prefect_codemods.python.arguments import Bound, named
from prefect_codemods.python.layout import without
from prefect_codemods.python.lazy_libcst import cst


def moved(
    call: cst.Call, bound: Bound, now: Sequence[str], gone: Collection[int] = ()
) -> dict[int, str]:
    """The positional arguments from the first that has another place now, with their parameters.

    ``now`` are the parameters of the target release; ``gone`` the identities of arguments that
    are dropped.
    """
    by_name = {id(arg): parameter for parameter, arg in bound.arguments.items()}
    positional = [arg for arg in call.args if arg.keyword is None]
    for index, arg in enumerate(positional):
        stays = index < len(now) and by_name[id(arg)] == now[index] and id(arg) not in gone
        if not stays:
            return {i: by_name[id(a)] for i, a in enumerate(positional) if i >= index}
    return {}


def edit(names: dict[int, str], dropped: Collection[int]) -> Callable[[cst.CSTNode], cst.CSTNode]:
    """An edit that names the arguments at the indices ``names`` and takes out ``dropped``."""
    return partial(_edited, names=names, dropped=dropped)


def _edited(node: cst.CSTNode, names: dict[int, str], dropped: Collection[int]) -> cst.CSTNode:
    assert isinstance(node, cst.Call)
    args = list(node.args)
    for index, name in names.items():
        args[index] = named(args[index], name)
    made = node.with_changes(args=args)
    for index in sorted(dropped, reverse=True):
        made = without(made, index)
    return made
