"""Positional arguments whose place changed between releases."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial

import libcst as cst

from prefect_codemods.python.arguments import Bound, named
from prefect_codemods.python.layout import closing_space, spliced
from prefect_codemods.python.plan import Plan


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


def keep_comments(plan: Plan, call: cst.Call, index: int, value: bool = True) -> None:
    """Keep the comments that would go with argument ``index`` of ``call`` and its comma.

    ``value``: with those inside it.
    """
    arg = call.args[index]
    if value:
        plan.keep_comments(arg.value)
    space = closing_space(arg)
    if not index or index < len(call.args) - 1:
        plan.keep_comments(space, at=call)
    elif isinstance(space, cst.ParenthesizedWhitespace):
        plan.keep_comments(space.first_line, at=call)
    else:
        plan.keep_comments(closing_space(call.args[index - 1]), at=call)


def edit(names: dict[int, str], dropped: Collection[int]) -> Callable[[cst.CSTNode], cst.CSTNode]:
    """An edit that names the arguments at the indices ``names`` and takes out ``dropped``."""
    return partial(_edited, names=names, dropped=dropped)


def _edited(node: cst.CSTNode, names: dict[int, str], dropped: Collection[int]) -> cst.CSTNode:
    assert isinstance(node, cst.Call)
    args = list(node.args)
    for index, name in names.items():
        args[index] = named(args[index], name)
    for index in sorted(dropped, reverse=True):
        args = list(spliced(args, index, []))
    return node.with_changes(args=args)
