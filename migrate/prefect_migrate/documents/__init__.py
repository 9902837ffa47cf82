"""Kinds of document: text to code regions, and the splice back."""

from __future__ import annotations

import importlib
import re
from pathlib import PurePath

from prefect_migrate.documents.region import Region, whole
from prefect_migrate.documents.splice import splice
from prefect_migrate.model import Source

__all__ = ["Region", "kind", "regions", "splice", "whole"]

_BY_SUFFIX = {
    ".py": "python",
    ".pyi": "python",
    ".pyw": "python",
    ".md": "markdown",
    ".markdown": "markdown",
    ".mdx": "markdown",
    ".yaml": "manifest",
    ".yml": "manifest",
    ".ipynb": "notebook",
    ".rst": "rst",
    ".sh": "shell",
    ".bash": "shell",
    ".zsh": "shell",
    ".dockerfile": "dockerfile",
    ".mk": "makefile",
    ".toml": "toml",
    ".ini": "ini",
    ".cfg": "ini",
    ".env": "env",
    ".service": "ini",
}
_BY_NAME = {
    "dockerfile": "dockerfile",
    "containerfile": "dockerfile",
    "makefile": "makefile",
    "gnumakefile": "makefile",
    ".env": "env",
    ".envrc": "shell",
    "supervisord.conf": "ini",
    "pipfile": "toml",
}
_REQUIREMENTS = re.compile(
    r"(?:[\w.-]*[-_.])?(?:requirements|constraints)(?:[-_.][\w.-]*)?\.(?:txt|in)"
)
_SHEBANG = re.compile(r"#!.*\b(python[\d.]*|(?:ba|z|da|k)?sh)\b")

# The language of the code in documents that are code from end to end.
_WHOLE = {
    "python": "python",
    "manifest": "yaml",
    "shell": "shell",
    "dockerfile": "dockerfile",
    "makefile": "makefile",
    "toml": "toml",
    "ini": "ini",
    "env": "env",
    "requirements": "requirements",
}
# Documents that hold code among other things: the module with their ``regions(text)``.
_READERS = {
    "markdown": "prefect_migrate.documents.markdown",
    "notebook": "prefect_migrate.documents.notebook",
    "rst": "prefect_migrate.documents.rst",
}


def kind(path: str, text: str) -> str:
    """What a file is, told by its name and, for a name without suffix, its first line.

    One of ``python``, ``markdown``, ``manifest``, ``notebook``, ``rst``, ``shell``,
    ``dockerfile``, ``makefile``, ``toml``, ``ini``, ``env``, ``requirements`` and ``text`` (none of the
    others).
    """
    name = PurePath(path).name.lower()
    stem = name.split(".", 1)[0]
    if name in _BY_NAME:
        return _BY_NAME[name]
    if stem in ("dockerfile", "containerfile") or name.startswith(".env."):
        return _BY_NAME[stem or ".env"]
    folder = PurePath(path).parent.name.lower()
    if _REQUIREMENTS.fullmatch(name) or (folder == "requirements" and name.endswith(".txt")):
        return "requirements"
    found = _BY_SUFFIX.get(PurePath(name).suffix)
    if found is None and (shebang := _SHEBANG.match(text)):
        found = "python" if shebang[1].startswith("python") else "shell"
    return found or "text"


def regions(source: Source) -> tuple[Region, ...]:
    """The code in a document, in the order of the text; none for a document not understood.

    Raises ``Refusal`` for a document that can't be read as what its name says it is.
    """
    found = kind(source.path, source.text)
    if language := _WHOLE.get(found):
        return (whole(language, source.text),)
    if reader := _READERS.get(found):
        read = importlib.import_module(reader).regions
        return tuple(read(source.text))
    return ()
