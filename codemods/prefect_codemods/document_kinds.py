"""The one table of document kinds: by which names a file is known, and how its code is read.

A search of directories asks here for every name, so nothing heavy is imported.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    class DocumentKind(NamedTuple):
        """A kind of document.

        ``language`` is that of a document which is code from end to end, ``reader`` the module in
        ``documents`` with the ``regions(text)`` of any other. Names are known by their ``suffixes``
        (in lower case) or by a pattern for the whole lower-case path, ``names``.
        """

        name: str
        language: str = ""
        reader: str = ""
        suffixes: tuple[str, ...] = ()
        names: str = ""

else:
    from collections import namedtuple

    DocumentKind = namedtuple(
        "DocumentKind", "name language reader suffixes names", defaults=("", "", (), "")
    )

_REQUIREMENTS = r"(?:[\w.-]*[-_.])?(?:requirements|constraints)(?:[-_.][\w.-]*)?\.(?:txt|in)"

TABLE = (
    DocumentKind("python", "python", suffixes=(".py", ".pyi", ".pyw")),
    DocumentKind("notebook", reader="notebook", suffixes=(".ipynb",)),
    DocumentKind(
        "markdown",
        reader="markdown_code",
        suffixes=(".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd", ".myst"),
    ),
    DocumentKind("rst", reader="rst", suffixes=(".rst", ".rest")),
    DocumentKind("manifest", "yaml", suffixes=(".yaml", ".yml")),
    DocumentKind(
        "requirements",
        "requirements",
        names=rf"(?:.*/)?{_REQUIREMENTS}|(?:.*/)?requirements/[^/]+\.(?:txt|in)",
    ),
    DocumentKind(
        "shell",
        "shell",
        suffixes=(".sh", ".bash", ".zsh", ".ksh"),
        names=r"(?:.*/)?(?:\.envrc|\.(?:ba|z|k)shrc|\.(?:bash_|z)?profile)(?:\.[^/]*)?",
    ),
    DocumentKind(
        "dockerfile",
        "dockerfile",
        suffixes=(".dockerfile", ".containerfile"),
        names=r"(?:.*/)?(?:dockerfile|containerfile)(?:\.[^/]*)?",
    ),
    DocumentKind(
        "makefile",
        "makefile",
        suffixes=(".mk", ".mak"),
        names=r"(?:.*/)?(?:gnu)?makefile(?:\.[^/]*)?",
    ),
    DocumentKind("toml", "toml", suffixes=(".toml",), names=r"(?:.*/)?pipfile"),
    DocumentKind(
        "ini",
        "ini",
        suffixes=(".ini", ".cfg", ".service"),
        names=r"(?:.*/)?supervisord?\.conf|(?:.*/)?supervisord?/(?:.*/)?[^/]*\.conf"
        r"|(?:.*/)?[^/]+\.service\.d/[^/]*\.conf",
    ),
    DocumentKind(
        "crontab",
        "crontab",
        suffixes=(".cron", ".crontab"),
        names=r"(?:.*/)?crontabs?(?:\.txt|[-_][\w-]+)?|(?:.*/)?cron(?:tabs|\.d)/[^/.]+"
        r"|(?:.*/)?cron(?:jobs?)?\.txt",
    ),
    DocumentKind("env", "env", suffixes=(".env",), names=r"(?:.*/)?\.env(?:\.[^/]*)?"),
    DocumentKind(
        "text",
        "text",
        suffixes=(
            *(".j2", ".jinja", ".jinja2", ".tpl", ".tmpl", ".tf", ".hcl", ".nomad", ".json"),
            *(".tftpl", ".tfvars", ".template", ".gotmpl", ".erb", ".jsonc", ".json5", ".jsonnet"),
            *(".libsonnet", ".nix", ".rb", ".ts", ".star", ".bzl", ".org", ".textile"),
            *(".adoc", ".asciidoc", ".groovy", ".ps1", ".bat", ".cmd", ".fish", ".csh", ".tcsh"),
        ),
        names=r"(?:.*/)?(?:jenkinsfile|procfile|justfile|vagrantfile|tiltfile|earthfile|rakefile"
        r"|snakefile)(?:\.[^/]*)?"
        r"|(?:.*/)?(?:(?:pipfile|poetry|pdm|uv|pixi)|(?:[^/]*[._-])?conda(?:[._-][^/]*)?)\.lock",
    ),
)
"""First come, first served: a name that says it all goes before a suffix that many have."""

TEXT = TABLE[-1]
"""Whatever is none of the others, which is searched and never edited; only the names that it lists
are looked for."""

PYTHON = TABLE[0].suffixes

# Git's patterns for all files but Python, and for those of the names above that aren't Python.
# The latter take more than they must: git is slow with many patterns.
NOT_PYTHON = (".", *(f":(exclude)*{suffix}" for suffix in PYTHON))
OTHERS = (
    *("*.ipynb", "*md", "*.markdown", "*.mdown", "*.mkd", "*.mdx", "*.myst", "*.rst", "*.rest"),
    *("*ml", "*.ini", "*.cfg", "*.env", "*.txt", "*.in", "*.service", "*.conf"),
    *("*.j2", "*.jinja*", "*.t[emfps]*", "*.gotmpl", "*.hcl", "*.nomad", "*.json*", "*.a*doc"),
    *("*.ps1", "*.bat", "*.cmd", "*.lock", "*.groovy", "*sonnet", "*rb", "*.nix", "*.star"),
    *("*.bzl", "*.org"),
    *("*sh", "*shrc*", "*profile*", "*.mk", "*.mak", "*file", "*file.*", "*.envrc*", "*.env.*"),
    *("*crontab*", "*.cron", "*cron*/*", "*.example", "*.sample", "*.dist"),
)

_NAMES = re.compile("|".join(f"(?P<{kind.name}>{kind.names})" for kind in TABLE if kind.names))
_BY_NAME = {kind.name: kind for kind in TABLE}
_BY_SUFFIX = {suffix: kind for kind in TABLE for suffix in kind.suffixes}
_SHEBANG = re.compile(
    r"#![^\n]*[/ ](?:(?P<python>python[0-9.]*|pypy[0-9.]*)|(?P<shell>(?:ba|da|z|k|a)?sh)"
    r"|(?P<makefile>make))(?:[ \t\r]|$)"
)


def document_kind(path: str, text: str) -> DocumentKind:
    """What a file is, by its name and, for a name without suffix, its first line."""
    return _kind_by_name(path) or _kind_of_script(text) or TEXT


def found_by_name(path: str) -> bool | None:
    """Whether a search of directories looks into a file of this name.

    ``None``: its first line decides.
    """
    if _kind_by_name(path) is not None:
        return True
    return None if _last_suffix(path) is None else False


def may_hold_conflicts(path: str) -> bool:
    """Whether conflict markers in a file of this name, of whatever kind, are of interest.

    Copies that git and patch left behind hold markers for good.
    """
    return _last_suffix(path) not in (".orig", ".rej")


def found_by_shebang(head: bytes) -> bool:
    """Whether a file that begins like this is a script of a kind that is known."""
    return _kind_of_script(head.decode("utf-8", "replace")) is not None


def _kind_by_name(path: str) -> DocumentKind | None:
    suffix = _last_suffix(path)
    if suffix in _COPIES:
        return _kind_by_name(path[: -len(suffix)])
    if suffix in _SURE:
        return _BY_SUFFIX[suffix]
    match = _NAMES.fullmatch(path.replace("\\", "/").lower())
    if match is not None and match.lastgroup is not None:
        return _BY_NAME[match.lastgroup]
    return None if suffix is None else _BY_SUFFIX.get(suffix)


def _last_suffix(path: str) -> str | None:
    """The last suffix of a name, in lower case; ``None`` without one, as in ``.profile``."""
    name = path[max(path.rfind("/"), path.rfind("\\")) + 1 :]
    dot = name.rfind(".")
    return name[dot:].lower() if dot > 0 else None


_COPIES = (".example", ".sample", ".dist")
"""Suffixes of files that a user copies to the name before."""
_SURE = frozenset({*PYTHON, ".ipynb", ".md", ".rst", ".yaml", ".yml", ".sh", ".toml"})
"""Suffixes that settle it whatever the rest of the name is, without a look at the patterns."""


def _kind_of_script(text: str) -> DocumentKind | None:
    match = _SHEBANG.match(text.partition("\n")[0])
    return _BY_NAME[match.lastgroup] if match is not None and match.lastgroup else None
