"""Code of one side whose imports git has merged away already.

Where the newer side alone changed the imports, git merges them without a conflict, and the older
side is left with an environment that nothing imports. The codemods want to know what it is.
"""

from __future__ import annotations

import ast

from prefect_codemods import api
from prefect_codemods.findings import Rewritten
from prefect_codemods.knowledge import Catalogue
from prefect_codemods.options import Options
from prefect_codemods.python import normal_form
from prefect_migrate.model import split_lines


def rewrite_with_imports(code: str, options: Options) -> Rewritten:
    """Python after the codemods, with imports of environments put back for the time of it.

    The places of changes are those of the code with these imports. Raises ``Refusal``.
    """
    known = options.migration.catalogue()
    whole = with_lost_imports(code, known)
    if whole != code:
        found = api.rewrite(whole, "python", options)
        if _import_lines(found.text, known) <= _import_lines(code, known):
            return found
    return api.rewrite(code, "python", options)


def with_lost_imports(code: str, known: Catalogue) -> str:
    """``code`` with an import of the environment classes that it uses and nothing binds."""
    if not any(name in code for name in known.lost_classes):
        return code
    try:
        tree = normal_form.parsed_module(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return code
    bound = normal_form.bound_in(tree)
    lost = sorted((normal_form.free_names(tree) & known.lost_classes) - bound)
    if not lost or "*" in bound:
        return code
    lines = split_lines(code)
    at = _import_line(tree, known)
    if at and not lines[at - 1].endswith("\n"):
        return code
    newline = "\r\n" if lines[0].endswith("\r\n") else "\n"
    lines.insert(at, f"from {known.lost_classes_module} import {', '.join(lost)}{newline}")
    return "".join(lines)


def _import_line(tree: ast.Module, known: Catalogue) -> int:
    """The line behind the last import of the library, else of anything, else behind the head."""
    found = [n for n in tree.body if isinstance(n, (ast.Import, ast.ImportFrom))]
    of_library = [
        n for n in found if isinstance(n, ast.ImportFrom) and known.contains(n.module or "")
    ]
    behind = (of_library or found or [n for n in tree.body[:1] if _is_docstring(n)])[-1:]
    return (behind[0].end_lineno or 0) if behind else 0


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _import_lines(code: str, known: Catalogue) -> set[str]:
    """The lines that import the lost classes."""
    return {
        line.strip()
        for line in split_lines(code)
        if f"from {known.lost_classes_module} import" in line
    }
