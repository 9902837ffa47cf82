"""``prefect-migrate rules`` and ``prefect-migrate rule CODE``."""

from __future__ import annotations

import difflib
import sys
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

import typer

from prefect_codemods.rule import Rule
from prefect_codemods.rule_codes import load_rules
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.printing import print_error
from prefect_migrate.reports.decision_rules import GRADES, RULE_REASONS
from prefect_migrate.reports.rule_pages import SAFETY
from prefect_migrate.rule_codes import all_declared_rules

Format = Literal["text", "markdown", "json", "html"]


def rules(
    output_format: Annotated[
        Format, typer.Option(help="text, or the whole pages in Markdown, JSON or HTML.")
    ] = "text",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="DIR", help="Write one page per rule there."),
    ] = None,
) -> None:
    """List the rules, or write their pages: what, why, example, fix safety, source."""
    if output_format == "text":
        sys.stdout.write(table(known_rules()))
        for heading, words in (
            ("The reasons for merge decisions:", RULE_REASONS),
            ("How certain a decision is, surest first:", GRADES),
        ):
            sys.stdout.write(f"\n{heading}\n\n{_glossary_lines(words)}")
        return
    _write_pages(output_format, output)


def _write_pages(output_format: Format, output: Path | None) -> None:
    from prefect_migrate.reports import rule_pages

    pages = rule_pages.rule_pages(known_rules())
    if output_format == "html" and output is None:
        sys.stderr.write("prefect-migrate: error: HTML is many pages: add --output DIR\n")
        raise typer.Exit(ExitCode.FAILED)
    if output_format == "html":
        files = rule_pages.as_html(pages)
    elif output_format == "json":
        files = {"rules.json": rule_pages.as_json(pages)}
    else:
        files = {f"{page.code}.md": rule_pages.as_markdown(page) for page in pages}
    if output is None:
        sys.stdout.write("\n".join(files.values()))
        return
    try:
        rule_pages.write_pages(files, output)
    except OSError as error:
        sys.stderr.write(f"prefect-migrate: error: {output}: {error.strerror}\n")
        raise typer.Exit(ExitCode.FAILED) from None
    written = "1 file" if len(files) == 1 else f"{len(files)} files"
    sys.stdout.write(f"Wrote {written} to {output}.\n")


def rule(
    code: Annotated[
        str, typer.Argument(metavar="CODE", help="Such as PM101; PM1 lists the rules under it.")
    ],
) -> None:
    """Explain one rule: what it does, why, since when, how safe it is, before and after."""
    if code in RULE_REASONS:
        sys.stdout.write(f"{code}\n{'=' * len(code)}\n\n{_wrap_words(RULE_REASONS[code])}\n")
        return
    known = known_rules()
    found = known.get(code.upper()) or next((r for r in known.values() if r.name == code), None)
    if found is not None:
        sys.stdout.write(page(found))
        return
    under = {c: r for c, r in known.items() if code and c.startswith(code.upper())}
    if under:
        sys.stdout.write(table(under))
        return
    names = [*known, *(r.name for r in known.values()), *RULE_REASONS]
    near = difflib.get_close_matches(code.upper(), names, 1) or difflib.get_close_matches(
        code.lower(), names, 1
    )
    hint = f"did you mean `{near[0]}`?" if near else "see: prefect-migrate rules"
    print_error(f"there is no rule `{code}`; {hint}", sys.stderr)
    raise typer.Exit(ExitCode.FAILED)


def table(known: Mapping[str, Rule]) -> str:
    """One line a rule."""
    width = max((len(r.name) for r in known.values()), default=0)
    return "".join(
        f"{r.code}  {r.name.ljust(width)}  {r.kind.value.ljust(6)}  {r.since}".rstrip() + "\n"
        for r in known.values()
    )


def page(shown: Rule) -> str:
    """The page of one rule."""
    return "\n".join(_page_lines(shown)) + "\n"


def _page_lines(shown: Rule) -> Iterator[str]:
    title = f"{shown.code} {shown.name}"
    yield from (title, "=" * len(title), "")
    yield _wrap_words(shown.what)
    yield from ("", "Why", "---", _wrap_words(shown.why))
    if shown.since and not shown.code.startswith("PM9"):
        yield f"Required since Prefect {shown.since}."
    yield from ("", "Fix", "---", SAFETY[shown.kind])
    if shown.advice:
        yield _wrap_words(shown.advice)
    for heading, code in (("Before", shown.before), ("After", shown.after)):
        if code:
            yield from ("", heading, "-" * len(heading))
            yield textwrap.indent(code.rstrip("\n"), "    ")
    if shown.source:
        yield from ("", f"Source: {shown.source}")


def _glossary_lines(words: Mapping[str, str]) -> str:
    width = max(map(len, words)) + 2
    return "".join(
        _wrap_words(meaning, name.ljust(width), " " * width) + "\n"
        for name, meaning in words.items()
    )


def _wrap_words(text: str, first: str = "", others: str = "") -> str:
    plain = " ".join(text.split())
    return textwrap.fill(plain, 88, initial_indent=first, subsequent_indent=others)


def known_rules() -> Mapping[str, Rule]:
    """All rules by code: the codemods' and those of the tool's own modules."""
    return load_rules(all_declared_rules())
