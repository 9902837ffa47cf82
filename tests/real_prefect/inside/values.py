"""Python values as JSON that two releases can be compared by."""

from __future__ import annotations

import datetime
import hashlib
import re
import types
from typing import Any

_ADDRESS = re.compile(r" at 0x[0-9a-f]+")


def plain(value: Any, depth: int = 0) -> Any:
    """``value`` as JSON; functions and classes by name, other objects by their public fields.

    Raises ``ValueError`` for what is nested deeper than a description should be.
    """
    if depth > 8:
        raise ValueError(f"nested too deep to describe: {type(value)}")
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(key): plain(held, depth + 1) for key, held in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(held, depth + 1) for held in value]
    if isinstance(value, (set, frozenset)):
        return sorted((plain(held, depth + 1) for held in value), key=str)
    if isinstance(value, (datetime.timedelta, datetime.date)):
        return str(value)
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, type):
        return f"class {value.__name__}"
    if isinstance(value, (types.FunctionType, types.MethodType)):
        return code(value)
    if callable(value) and hasattr(value, "__name__"):
        return f"function {value.__name__}"
    if hasattr(value, "set_upstream"):
        return {"task": value.name, "class": type(value).__name__}
    return fields(value, depth)


def fields(value: Any, depth: int = 0, leave: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The class and the public attributes of an object, without those named in ``leave``."""
    slots = getattr(type(value), "__slots__", ())
    inside = vars(value) if hasattr(value, "__dict__") else {k: getattr(value, k) for k in slots}
    held = {
        key: plain(inner, depth + 1)
        for key, inner in inside.items()
        if not key.startswith("_") and key not in leave and key != "logger"
    }
    return {"class": type(value).__name__, **held}


def code(function: Any) -> dict[str, Any]:
    """What a function does, by its bytecode: names and constants, no lines."""
    inner = getattr(function, "__code__", None)
    if inner is None or function.__module__.startswith("prefect."):
        return {"function": getattr(function, "__name__", repr(type(function)))}
    return {"function": function.__name__, **_code(inner)}


def _code(held: types.CodeType) -> dict[str, Any]:
    constants = [
        _code(constant)
        if isinstance(constant, types.CodeType)
        else _ADDRESS.sub("", repr(constant))
        for constant in held.co_consts
    ]
    return {
        "code": hashlib.sha256(held.co_code).hexdigest()[:12],
        "names": list(held.co_names),
        "constants": constants,
    }
