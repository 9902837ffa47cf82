"""Lines that steer a template (``{{- if … }}``) must still enclose what they enclosed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prefect_migrate.documents.manifest import Node, NotYaml, scalar_at
from prefect_migrate.documents.yaml_templates import control_lines
from prefect_migrate.model import split_lines
from prefect_migrate.reconcile.manifests.text import StreamText

Path = tuple[str, ...]


def control_lines_misplaced(text: StreamText, older: Sequence[StreamText]) -> bool:
    """Whether an edited template has control lines, or what they enclose, in other places.

    ``older`` are the streams of the other side: what comes from there stood there as it does now.
    """
    if not text.masked:
        return False
    lines = split_lines(text.edited())
    seen = text.seen(lines)
    places = control_lines(lines, seen)
    if tuple(lines[i].strip() for i in places) != text.controls:
        return True
    known: dict[Path, set[int]] = {}
    for side in (text, *older):
        held = control_lines(side.lines, side.seen(side.lines))
        for document in side.documents:
            for path, line in _field_lines(document.root, ()):
                known.setdefault(path, set()).add(_controls_above(held, line))
    try:
        made = text.parsed("".join(lines))
    except NotYaml:
        return True
    return any(
        _controls_above(places, line) not in known.get(path, ())
        for document in made
        for path, line in _field_lines(document.root, ())
    )


def control_lines_differ(sides: Sequence[Sequence[StreamText]]) -> bool:
    """Whether the sides that there are steer their templates by different lines."""
    known = [side for side in sides if side]
    if not any(text.masked for side in known for text in side):
        return False
    controls = [[line for text in side for line in text.controls] for side in known]
    return any(lines != controls[0] for lines in controls[1:])


def _controls_above(controls: Sequence[int], line: int) -> int:
    """How many control lines stand above a line."""
    return sum(control < line for control in controls)


def _field_lines(node: Node, path: Path) -> Iterator[tuple[Path, int]]:
    """Path and line of each field and item."""
    for entry in node.entries:
        name = entry.key or scalar_at(entry.node, "name") or entry.node.text or "-"
        yield (*path, name), entry.start
        yield from _field_lines(entry.node, (*path, name))
