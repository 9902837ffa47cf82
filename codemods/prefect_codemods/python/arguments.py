"""The arguments of a call by parameter name, positional ones included."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from prefect_codemods.python.lazy_libcst import cst


class Signature(Protocol):
    """The parameters that a class had for some releases, in their order."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """Their names."""


Guess: TypeAlias = "Callable[[cst.BaseExpression], set[str] | None]"
"""Tells, from the kind of an expression, which parameters it can be meant for; ``None``: any."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The arguments of a call by parameter; ``problem`` says why they can't be told apart."""

    arguments: dict[str, cst.Arg]
    problem: str = ""


def bind(
    call: cst.Call,
    history: Sequence[Signature],
    guess: Guess | None = None,
    *,
    without_none: bool = False,
) -> Bound:
    """Name every argument of ``call`` by the signatures in ``history``.

    A positional argument counts where all signatures that have room for the call agree on its
    parameter, or where ``guess`` leaves one possibility. ``without_none``: a literal ``None`` is
    every parameter's default, and needn't be named.
    """
    arguments: dict[str, cst.Arg] = {}
    positional: list[cst.Arg] = []
    for arg in call.args:
        if arg.star:
            return Bound({}, f"`{arg.star}` arguments hide which parameters are set")
        if arg.keyword is None:
            positional.append(arg)
        else:
            arguments[arg.keyword.value] = arg
    fitting = [s for s in history if len(s.parameters) >= len(positional)]
    for index, arg in enumerate(positional):
        names = {s.parameters[index] for s in fitting}
        if len(names) > 1 and guess is not None:
            meant = guess(arg.value)
            likely = names if meant is None else names & meant
            if len(likely) == 1:
                names = likely
                fitting = [s for s in fitting if s.parameters[index] in likely]
        if len(names) > 1 and without_none and is_none(arg):
            continue
        if len(names) != 1:
            releases = ", ".join(sorted(names)) or "no parameter"
            return Bound(
                {}, f"positional argument {index + 1} meant different parameters ({releases})"
            )
        name = names.pop()
        if name in arguments:
            return Bound({}, f"`{name}` is given twice")
        arguments[name] = arg
    return Bound(arguments)


def is_none(arg: cst.Arg | None) -> bool:
    """Whether an argument is missing or a literal ``None``."""
    return arg is None or (isinstance(arg.value, cst.Name) and arg.value.value == "None")
