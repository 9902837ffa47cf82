"""``prefect-migrate graph``: the task graph of a flow, read from its code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal, NoReturn

import typer

from prefect_codemods.migration import Migration
from prefect_migrate import config
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.flow_pictures.mermaid import as_mermaid
from prefect_migrate.flow_pictures.pictures import FlowPicture, compare_pictures, read_flows
from prefect_migrate.flow_pictures.svg import as_svg
from prefect_migrate.model import Refusal, Source
from prefect_migrate.printing import visible_text
from prefect_migrate.refusals import read_source

NAME = "prefect-migrate"
Format = Literal["mermaid", "svg"]


def graph(
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="FLOW…", help="Python files; with --diff, two of them."),
    ],
    output_format: Annotated[Format, typer.Option(help="Mermaid or SVG.")] = "mermaid",
    diff: Annotated[
        bool,
        typer.Option("--diff/--no-diff", help="Show what differs between two files. [for two]"),
    ] = True,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")
    ] = None,
) -> None:
    """Draw the task graphs of flows; nothing of the files is imported or run.

    With two files: one picture of what differs (- first file only, + second file only).
    Exit code: 0 drawn, and two files are equal; 1 they differ; 2 a file has no readable flow.
    """
    try:
        settings, _ = config.load_settings(tuple(map(str, paths)))
    except config.ConfigError as error:
        _fail_with(str(error))
    read = [_read_pictures(path, settings.codemods.migration) for path in paths]
    pictures = [picture for found in read for picture in found]
    differ = False
    if len(paths) == 2 and diff:
        pictures = _compare_pairs(*read)
        differ = not all(picture.same for picture in pictures)
    text = as_mermaid(pictures) if output_format == "mermaid" else _svg_picture(pictures)
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    else:
        try:
            output.write_text(text, encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            _fail_with(f"{output}: {error.strerror or error}")
    for picture in pictures if differ else ():
        for line in picture.settings:
            sys.stderr.write(f"{NAME}: {visible_text(f'{picture.name}: {line}')}\n")
    raise typer.Exit(ExitCode.LEFT if differ else ExitCode.DONE)


def _read_pictures(path: Path, migration: Migration) -> list[FlowPicture]:
    try:
        source = Source.decode(read_source(str(path)), str(path))
        pictures, reasons = read_flows(source.text, migration)
    except Refusal as error:
        _fail_with(f"{path}:{error.line}:{error.column}: {error.message}")
    for reason in dict.fromkeys(reasons):
        sys.stderr.write(f"{NAME}: {visible_text(f'{path}: not drawn: {reason}')}\n")
    if not pictures:
        releases = f"{migration.source} or {migration.target}"
        _fail_with(
            f"{path}: no flow of Prefect {releases} found that can be read without running it"
        )
    return pictures


def _compare_pairs(first: list[FlowPicture], second: list[FlowPicture]) -> list[FlowPicture]:
    """The flows of two files in pairs: by name, else in order."""
    rest = list(second)
    made = []
    for picture in first:
        other = next((p for p in rest if p.name == picture.name), rest[0] if rest else None)
        if other is not None:
            rest.remove(other)
        made.append(compare_pictures(picture, other or FlowPicture(picture.name, (), ())))
    return [*made, *(compare_pictures(FlowPicture(p.name, (), ()), p) for p in rest)]


def _svg_picture(pictures: list[FlowPicture]) -> str:
    if len(pictures) > 1:
        _fail_with("SVG shows one flow; name a file with one, or use --output-format mermaid")
    return as_svg(pictures[0])


def _fail_with(message: str) -> NoReturn:
    sys.stderr.write(f"{NAME}: error: {message}\n")
    raise typer.Exit(ExitCode.FAILED)
