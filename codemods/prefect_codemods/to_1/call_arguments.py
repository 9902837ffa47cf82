"""Applies the call-rewrite tables that the rule modules declare."""

from __future__ import annotations

from prefect_codemods.python.call_rewrite import rewrite_calls
from prefect_codemods.python.context import Module
from prefect_codemods.python.rules import Codemod


def plan_call_arguments(module: Module) -> None:
    """Plan what the tables say of the calls of one module."""
    rewrite_calls(module)


CODEMOD = Codemod(plan_call_arguments, after=("name_moves",))
