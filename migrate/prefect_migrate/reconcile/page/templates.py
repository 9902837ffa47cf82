"""A job template in a string of the newer flow, and in a file that the older flow names.

Both say the same if the manifest is the same one; which facts it has is reconciled elsewhere.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from prefect_codemods.python import normal_form
from prefect_migrate.model import split_lines
from prefect_migrate.reconcile.page.strings import manifest_strings, string_identities


def from_file(
    newer: str, older: str, shown: frozenset[str], keywords: tuple[str, str]
) -> str | None:
    """The newer code as if it read its job template from the file that the older code names.

    ``shown`` are the identities of the manifests that the older page shows; ``keywords``
    give a template as a string and as the name of a file. ``None`` unless the
    newer code has one job template, in a string, that is one of them, and the older code names
    one file. Only for comparing: the text is never written.
    """
    in_string, in_file = keywords
    if not in_file or in_file not in older or f"{in_string}=" not in newer:
        return None
    try:
        trees = normal_form.parsed_module(newer), normal_form.parsed_module(older)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    paths = list(_keywords_named(trees[1], in_file))
    templates = list(_keywords_named(trees[0], in_string))
    if len(paths) != 1 or len(templates) != 1 or not isinstance(paths[0].value, ast.Constant):
        return None
    held = string_identities(newer, manifest_strings(newer))
    if len(held) != 1 or not held <= shown:
        return None
    return _code_with_template(newer, trees[0], templates[0], f"{in_file}={paths[0].value.value!r}")


def _keywords_named(tree: ast.Module, name: str) -> Iterator[ast.keyword]:
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == name:
            yield node


def _code_with_template(
    code: str, tree: ast.Module, template: ast.keyword, path: str
) -> str | None:
    """The code without the string and its name, and with ``path`` for the template."""
    names = {n.id for n in ast.walk(template.value) if isinstance(n, ast.Name)}
    spans: list[tuple[ast.stmt | ast.keyword, str]] = [(template, path)]
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and _assigned_names(statement) & names:
            spans.append((statement, ""))
            names |= {n.id for n in ast.walk(statement.value) if isinstance(n, ast.Name)}
    for node, new in sorted(spans, key=lambda s: (s[0].lineno, s[0].col_offset), reverse=True):
        code = _replace_node(code, node, new)
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    for module in names - used:
        code = re.sub(rf"^import {module}[ \t]*\r?\n", "", code, flags=re.MULTILINE)
    return code


def _assigned_names(statement: ast.Assign) -> set[str]:
    return {target.id for target in statement.targets if isinstance(target, ast.Name)}


def _replace_node(code: str, node: ast.stmt | ast.keyword, new: str) -> str:
    lines = [line.encode() for line in split_lines(code)]
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    head, tail = lines[first][: node.col_offset], lines[last][node.end_col_offset :]
    lines[first : last + 1] = [head + new.encode() + tail]
    return b"".join(lines).decode()
