"""Code of one side whose imports git has merged away already.

Where the newer side alone changed the imports, git merges them without a conflict, and the older
side is left with an environment that nothing imports. The codemods want to know what it is.
"""

from __future__ import annotations

import ast

from prefect_codemods import api
from prefect_codemods.findings import Rewritten
from prefect_codemods.options import Options
from prefect_codemods.python import normal_form
from prefect_codemods.to_1 import release_signs
from prefect_migrate.model import split_lines

_HOME = "prefect.environments"


def rewrite(code: str, options: Options) -> Rewritten:
    """Python after the codemods, with imports of environments put back for the time of it.

    The places of changes are those of the code with these imports. Raises ``Refusal``.
    """
    whole = completed(code)
    if whole != code:
        found = api.rewrite(whole, "python", options)
        if _imports(found.text) <= _imports(code):
            return found
    return api.rewrite(code, "python", options)


def completed(code: str) -> str:
    """``code`` with an import of the environment classes that it uses and nothing binds."""
    if not any(name in code for name in release_signs.ENVIRONMENTS):
        return code
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code
    bound = normal_form.bound_in(tree)
    lost = sorted((normal_form.free_names(tree) & release_signs.ENVIRONMENTS) - bound)
    if not lost or "*" in bound:
        return code
    lines = split_lines(code)
    at = _place(tree)
    if at and not lines[at - 1].endswith("\n"):
        return code
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    lines.insert(at, f"from {_HOME} import {', '.join(lost)}{newline}")
    return "".join(lines)


def _place(tree: ast.Module) -> int:
    """The line behind the last import of Prefect, else of anything, else behind the head."""
    found = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
    of_prefect = [n for n in found if isinstance(n, ast.ImportFrom) and _is_prefect(n.module)]
    behind = (of_prefect or found or [n for n in tree.body[:1] if _is_docstring(n)])[-1:]
    return (behind[0].end_lineno or 0) if behind else 0


def _is_prefect(module: str | None) -> bool:
    return (module or "").split(".")[0] == "prefect"


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _imports(code: str) -> set[str]:
    """The lines that import environments."""
    return {line.strip() for line in split_lines(code) if f"from {_HOME} import" in line}
