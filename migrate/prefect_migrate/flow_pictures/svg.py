"""A picture of a flow as SVG: tasks in layers, edges from top to bottom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from prefect_migrate.flow_pictures.pictures import FlowPicture
from prefect_migrate.printing import visible_text
from prefect_migrate.reports.style import terminal_columns

_CHAR = 7.4
_HEIGHT = 34
_GAP_X = 28
_GAP_Y = 62
_MARGIN = 16
_STYLE = """\
.flow-picture{font:13px ui-sans-serif,system-ui,sans-serif;background:#fff;color:#1c1f23}
.flow-picture text{fill:#1c1f23}.flow-picture .box{fill:#f4f5f7;stroke:#565e68}
.flow-picture .first .box{fill:#fde4e4;stroke:#a3201d;stroke-dasharray:5 3}
.flow-picture .second .box{fill:#dcf5e3;stroke:#17693a;stroke-width:2}
.flow-picture path{fill:none;stroke:#565e68;stroke-width:1.4}
.flow-picture .mapped path{stroke-width:3.2}
.flow-picture .first path{stroke:#a3201d;stroke-dasharray:5 3}
.flow-picture .second path{stroke:#17693a;stroke-width:2.4}
.flow-picture .note{font-size:11px;fill:#3d444c}"""


@dataclass(frozen=True, slots=True)
class _Box:
    x: float
    y: float
    width: float


def as_svg(picture: FlowPicture, number: int = 0) -> str:
    """One picture; ``number`` makes its marks unique in a page."""
    boxes = _place_boxes(picture)
    width = max((box.x + box.width for box in boxes.values()), default=120) + _MARGIN
    width = max(width, terminal_columns(picture.name) * _CHAR + 2 * _MARGIN)
    height = max((box.y for box in boxes.values()), default=30) + _HEIGHT + _MARGIN
    marker = f"arrow-{number}"
    title = f"Tasks of {picture.name}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="flow-picture" role="img" '
        f'aria-label="{_svg_text(title)}" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}">',
        f"<title>{_svg_text(title)}</title><style>{_STYLE}</style>",
        f'<defs><marker id="{marker}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
        'markerHeight="8" markerUnits="userSpaceOnUse" orient="auto">'
        '<path d="M0 0L8 4L0 8z" style="fill:#565e68;stroke:none"/></marker></defs>',
        f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>',
        f'<text x="{_MARGIN}" y="{_MARGIN + 8}" font-weight="600">{_svg_text(picture.name)}</text>',
        *_edge_shapes(picture, boxes, marker),
        *_node_shapes(picture, boxes),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _edge_shapes(picture: FlowPicture, boxes: dict[str, _Box], marker: str) -> list[str]:
    made = []
    seen: dict[tuple[str, str], int] = defaultdict(int)
    for edge in picture.edges:
        a, b = boxes[edge.source], boxes[edge.target]
        shift = 14 * seen[edge.source, edge.target]
        seen[edge.source, edge.target] += 1
        x1, y1 = a.x + a.width / 2 + shift, a.y + _HEIGHT
        x2, y2 = b.x + b.width / 2 + shift, b.y
        middle = (y1 + y2) / 2
        words = " ".join(filter(None, [edge.label, "(mapped)" if edge.mapped else ""]))
        kind = " ".join(
            ["edge", *(["mapped"] if edge.mapped else []), *_presence_classes(edge.presence)]
        )
        made.append(
            f'<g class="{kind}"><path d="M{x1:.0f} {y1:.0f}C{x1:.0f} {middle:.0f} '
            f'{x2:.0f} {middle:.0f} {x2:.0f} {y2:.0f}" marker-end="url(#{marker})"/>'
            f'<text class="note" x="{(x1 + x2) / 2 + 5:.0f}" y="{middle + 4 + shift:.0f}">'
            f"{_svg_text(words + _presence_sign(edge.presence))}</text></g>"
        )
    return made


def _node_shapes(picture: FlowPicture, boxes: dict[str, _Box]) -> list[str]:
    made = []
    for node in picture.nodes:
        box = boxes[node.key]
        kind = " ".join(["task", *_presence_classes(node.presence)])
        made.append(
            f'<g class="{kind}"><rect class="box" x="{box.x:.0f}" y="{box.y:.0f}" rx="7" '
            f'width="{box.width:.0f}" height="{_HEIGHT}"/><text text-anchor="middle" '
            f'x="{box.x + box.width / 2:.0f}" y="{box.y + 22:.0f}">'
            f"{_svg_text(node.label + _presence_sign(node.presence))}</text></g>"
        )
    return made


def _presence_classes(presence: str) -> list[str]:
    return [] if presence == "both" else [presence]


def _presence_sign(presence: str) -> str:
    """Colour is not the only sign."""
    return {"first": " (-)", "second": " (+)"}.get(presence, "")


def _place_boxes(picture: FlowPicture) -> dict[str, _Box]:
    """Each task below all that it depends on, in the order of these."""
    rows: dict[int, list[str]] = defaultdict(list)
    for key, row in _task_layers(picture).items():
        rows[row].append(key)
    labels = {node.key: node.label + _presence_sign(node.presence) for node in picture.nodes}
    sources: dict[str, list[str]] = defaultdict(list)
    for edge in picture.edges:
        sources[edge.target].append(edge.source)
    boxes: dict[str, _Box] = {}
    for row in sorted(rows):
        keys = sorted(rows[row], key=lambda key: (_row_centre(sources[key], boxes), labels[key]))
        x = float(_MARGIN)
        for key in keys:
            width = max(64, terminal_columns(labels[key]) * _CHAR + 24)
            x = max(x, _row_centre(sources[key], boxes) - width / 2)
            boxes[key] = _Box(x, _MARGIN + 26 + row * (_HEIGHT + _GAP_Y), width)
            x += width + _GAP_X
    return boxes


def _row_centre(sources: Sequence[str], boxes: dict[str, _Box]) -> float:
    places = [boxes[key].x + boxes[key].width / 2 for key in sources if key in boxes]
    return sum(places) / len(places) if places else 0


def _task_layers(picture: FlowPicture) -> dict[str, int]:
    """For each task the length of the longest way to it."""
    layer = {node.key: 0 for node in picture.nodes}
    for _ in range(len(layer)):
        moved = False
        for edge in picture.edges:
            if layer[edge.target] <= layer[edge.source] < len(layer):
                layer[edge.target] = layer[edge.source] + 1
                moved = True
        if not moved:
            break
    return layer


def _svg_text(text: str) -> str:
    return escape(visible_text(text), quote=True)
