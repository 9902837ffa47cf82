"""Markdown for a comment on a pull request: a table, and each file's diff folded away.

GitHub takes 65,536 characters in a comment; what would not fit is left out, and said so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from prefect_migrate.model import Outcome
from prefect_migrate.printing import visible_text
from prefect_migrate.reports.diff import git_path, unified_diff
from prefect_migrate.reports.finding import Finding, dropped_words, equal_findings, outcome_findings
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.links import rule_url
from prefect_migrate.reports.masking import masked_text
from prefect_migrate.reports.summary import run_summary

LIMIT = 65_000
_SHOWN = 200
_RESERVED = 400


class Markdown:
    """Collects the files and prints one comment at the end."""

    def __init__(self, rules_url: str = "") -> None:
        self._rules_url = rules_url
        self._files: list[tuple[str, str, str]] = []

    def outcome(self, outcome: Outcome) -> str:
        """Keep one file for the end."""
        found = list(outcome_findings(outcome))
        if found or outcome.changed:
            groups = equal_findings(found)
            lines = "".join(f"{self._finding(group)}\n" for group in groups[:_SHOWN])
            if len(groups) > _SHOWN:
                lines += f"- … and {len(groups) - _SHOWN:,} more\n"
            lines += "".join(_dropped_lines(outcome))
            self._files.append((git_path(outcome.source.path), lines, _folded_diff(outcome)))
        return ""

    def end(self, tally: Tally) -> str:
        """The comment."""
        text = f"### prefect-migrate\n\n{inline_text(run_summary(tally))}\n"
        left = 0
        for path, lines, diff in self._files:
            whole = f"\n#### {code_span(path)}\n\n{lines}"
            for part in (whole + diff, f"{whole}\nThe diff is too long to show here.\n"):
                if not left and len(text) + len(part) < LIMIT - _RESERVED:
                    text += part
                    break
            else:
                left += 1
        if left:
            files = "1 more file" if left == 1 else f"{left:,} more files"
            text += f"\n{files} did not fit here; run `prefect-migrate --diff` to see everything.\n"
        return text

    def _finding(self, equal: Sequence[Finding]) -> str:
        found = equal[0]
        url = rule_url(found.code, self._rules_url)
        name = f"[{found.code}]({url})" if url else f"**{found.code}**"
        grade = f" ({found.grade})" if found.grade else ""
        mark = "✔" if found.fixed else "✋" if found.severity != "note" else "·"
        help = f"<br>{inline_text(found.help)}" if found.help else ""
        return f"- {mark} {_equal_places(equal)}: {name}{grade} {inline_text(found.message)}{help}"


def _equal_places(equal: Sequence[Finding]) -> str:
    noun = "line" if len(equal) == 1 else f"{len(equal)} times, lines"
    return f"{noun} {', '.join(str(one.line) for one in equal)}"


def _dropped_lines(outcome: Outcome) -> Iterator[str]:
    found = list(dropped_words(outcome))
    if found:
        yield "\nDropped from the result:\n\n"
    for one in found:
        side = f"{one.side}, " if one.side else ""
        yield f"- {side}line {one.line}: {inline_text(one.words)}\n"


def _folded_diff(outcome: Outcome) -> str:
    diff = masked_text(unified_diff(outcome)) if outcome.changed else ""
    if not diff:
        return ""
    body = "".join(f"{visible_text(line)}\n" for line in diff.splitlines()[2:])
    longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"\n<details><summary>Diff</summary>\n\n{fence}diff\n{body}{fence}\n\n</details>\n"


def inline_text(text: str) -> str:
    """``text`` as text in Markdown: code in backticks stays code, all else says nothing to it."""
    parts = re.split(r"(`+)(.+?)\1(?!`)", visible_text(text))
    made = []
    for number in range(0, len(parts), 3):
        made.append(_escape_markdown(parts[number]))
        if number + 2 < len(parts):
            made.append(code_span(parts[number + 2]))
    return "".join(made)


def code_span(text: str) -> str:
    """``text`` as a code span, whatever backticks it holds."""
    text = visible_text(text)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    ticks = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _escape_markdown(text: str) -> str:
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # A mention notifies people, a number links an issue.
    text = re.sub(r"([\\`*_{}\[\]()#!|~])", r"\\\1", text)
    return re.sub(r"@(?=\w)", "@<!-- -->", text)
