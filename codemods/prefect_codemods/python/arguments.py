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


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a class that never changed."""

    parameters: tuple[str, ...]


Guess: TypeAlias = "Callable[[cst.BaseExpression], set[str] | None]"
"""Tells, from the kind of an expression, which parameters it can be meant for; ``None``: any."""


@dataclass(frozen=True, slots=True)
class Bound:
    """The arguments of a call by parameter; ``problem`` says why they can't be told apart."""

    arguments: dict[str, cst.Arg]
    problem: str = ""


def bind_arguments(
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
    # A release that took fewer arguments can't be the one that the call was written for.
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
            return Bound({}, unclear_argument(index, names))
        name = names.pop()
        if name in arguments:
            return Bound({}, f"`{name}` is given twice")
        arguments[name] = arg
    return Bound(arguments)


def unclear_argument(index: int, names: set[str]) -> str:
    """What to say of a positional argument that the releases take for any of ``names``."""
    if not names:
        return "it has more positional arguments than the class took"
    meanings = ", ".join(sorted(names))
    return f"positional argument {index + 1} meant different parameters ({meanings})"


def is_none(arg: cst.Arg | None) -> bool:
    """Whether an argument is missing or a literal ``None``."""
    return arg is None or (type(arg.value) is cst.Name and arg.value.value == "None")


def keyword_of(arg: cst.Arg) -> str:
    """The keyword of an argument, ``""`` of one that has none."""
    return arg.keyword.value if arg.keyword is not None else ""


def by_keyword(call: cst.Call) -> dict[str, cst.Arg]:
    """The arguments of a call that have keywords, by these."""
    return {arg.keyword.value: arg for arg in call.args if arg.keyword is not None}
