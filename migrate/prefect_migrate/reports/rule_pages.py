"""The rules as data, as Markdown, and as static pages, one a rule."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import prefect_migrate
from prefect_codemods.rule import Kind, Rule
from prefect_migrate.printing import json_document
from prefect_migrate.reports.decision_rules import RULE_REASONS

SAFETY = {
    Kind.SAFE: "Safe: the fix keeps what the code does.",
    Kind.UNSAFE: "Unsafe: the fix may change behaviour; applied only with `--unsafe-fixes`.",
    Kind.MANUAL: "Manual: reported, never fixed.",
}
_FENCES = {"console": "console", "dockerfile": "dockerfile", "env": "sh"}


@dataclass(frozen=True, slots=True)
class RulePage:
    """What a page says of a rule, or of a reason for a merge decision (``kind`` is ``merge``)."""

    code: str
    name: str
    kind: str
    what: str
    why: str = ""
    since: str = ""
    safety: str = ""
    advice: str = ""
    before: str = ""
    after: str = ""
    language: str = ""
    source: str = ""


def rule_pages(known: Mapping[str, Rule]) -> list[RulePage]:
    """A page for every rule, then one for every reason for a merge decision."""
    pages = [_rule_page(rule) for rule in known.values()]
    return [*pages, *(RulePage(code, code, "merge", what) for code, what in RULE_REASONS.items())]


def _rule_page(rule: Rule) -> RulePage:
    since = "" if rule.code.startswith("PM9") else rule.since
    return RulePage(
        rule.code, rule.name, rule.kind.value, _one_line(rule.what), _one_line(rule.why), str(since or ""),
        SAFETY[rule.kind], _one_line(rule.advice), rule.before, rule.after, rule.language, rule.source,
    )  # fmt: skip


def _one_line(text: str) -> str:
    return " ".join(text.split())


def as_json(pages: Sequence[RulePage]) -> str:
    """All pages as data."""
    document = {
        "version": 1,
        "tool": prefect_migrate.__version__,
        "rules": [asdict(page) for page in pages],
    }
    return json_document(document)


def as_markdown(page: RulePage) -> str:
    """One page in Markdown."""
    title = page.code if page.name == page.code else f"{page.code} {page.name}"
    parts = [f"# {title}", page.what]
    if page.why:
        since = f" Required since Prefect {page.since}." if page.since else ""
        parts += ["## Why", page.why + since]
    if page.before:
        parts += ["## Example", _fenced_code(page.before, page.language)]
    if page.after:
        parts += ["Afterwards:", _fenced_code(page.after, page.language)]
    if page.safety:
        parts += ["## Fix safety", f"{page.safety} {page.advice}".strip()]
    if page.source:
        parts += ["## Source", page.source]
    return "\n\n".join(parts) + "\n"


def _fenced_code(code: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", code)), default=0)
    fence = "`" * max(3, longest + 1)
    ended = code if code.endswith("\n") else f"{code}\n"
    return f"{fence}{_FENCES.get(language, language)}\n{ended}{fence}"


def as_html(pages: Sequence[RulePage]) -> dict[str, str]:
    """Static pages by file name, with an index."""
    from prefect_migrate.reports.templating import render_template

    version = prefect_migrate.__version__
    made = {"index.html": render_template("rules.html", pages=pages, version=version)}
    return made | {f"{page.code}.html": render_template("rule.html", page=page) for page in pages}


def write_pages(pages: Mapping[str, str], folder: Path) -> None:
    """Write pages by file name into a folder. Raises ``OSError``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
