"""The standard library's parser, with its refusals in the tool's words."""

from __future__ import annotations

import ast
import sys
from symtable import symtable

from prefect_codemods.findings import Refusal
from prefect_codemods.python.parse_cache import shared_parse


def parses_quickly(text: str) -> bool:
    """Whether ``text`` is surely Python; no tree is made, and what is false may be Python still.

    Python parses it and looks at its names, in three quarters of the time that a tree takes.
    """
    try:
        symtable(text, "<text>", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def parse_ast(text: str) -> ast.Module:
    """Parse ``text`` with the running Python's own parser.

    Raises ``Refusal`` where it isn't Python for this interpreter, with its position.
    """
    try:
        return shared_parse("ast", text, ast.parse)
    except SyntaxError as error:
        raise Refusal(
            f"not valid Python {sys.version_info[0]}.{sys.version_info[1]}: {error.msg}",
            error.lineno or 1,
            max(error.offset or 1, 1),
            help="fix the syntax error, or run this with the Python that the file is written for",
        ) from None
    except (ValueError, RecursionError, MemoryError) as error:
        raise Refusal(f"Python can't parse it: {error or type(error).__name__}") from None
