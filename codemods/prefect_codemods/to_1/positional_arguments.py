"""Positional arguments whose place changed between releases."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from prefect_codemods.python.arguments import Bound
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Old


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


def plan_names(module: Module, call: cst.Call, names: Mapping[int, str]) -> None:
    """Plan the keywords of the arguments at the indices ``names``."""
    for index, name in names.items():
        module.plan.replace(call.args[index], f"{name}=", Old.ITSELF)
