"""A picture of a flow as Mermaid's flowchart, which GitHub, GitLab and editors draw."""

from __future__ import annotations

from collections.abc import Iterator

from prefect_migrate.flow_pictures.pictures import FlowPicture
from prefect_migrate.printing import visible_text

_CLASSES = {
    "first": "fill:#fde4e4,stroke:#a3201d,color:#1c1f23,stroke-dasharray:5 3",
    "second": "fill:#dcf5e3,stroke:#17693a,color:#1c1f23",
}


def as_mermaid(pictures: list[FlowPicture]) -> str:
    """All flows in one chart, each in a box of its own."""
    return "".join(f"{line}\n" for line in _mermaid_lines(pictures))


def _mermaid_lines(pictures: list[FlowPicture]) -> Iterator[str]:
    yield "flowchart TD"
    links: list[str] = []
    for number, picture in enumerate(pictures):
        yield f'  subgraph flow{number}["{_mermaid_text(picture.name)}"]'
        ids = {node.key: f"f{number}t{index}" for index, node in enumerate(picture.nodes)}
        for node in picture.nodes:
            tag = f":::{node.presence}" if node.presence != "both" else ""
            yield f'    {ids[node.key]}["{_mermaid_text(node.label)}"]{tag}'
        for edge in picture.edges:
            arrow = "==>" if edge.mapped else "-->"
            words = f"{edge.label} (mapped)".strip() if edge.mapped else edge.label
            label = f'|"{_mermaid_text(words)}"|' if words else ""
            yield f"    {ids[edge.source]} {arrow}{label} {ids[edge.target]}"
            links.append(edge.presence)
        yield "  end"
    for presence, style in _CLASSES.items():
        if any(node.presence == presence for p in pictures for node in p.nodes):
            yield f"  classDef {presence} {style}"
        numbers = ",".join(str(i) for i, one in enumerate(links) if one == presence)
        if numbers:
            colour = "#a3201d" if presence == "first" else "#17693a"
            dashes = ",stroke-dasharray:5 3" if presence == "first" else ""
            yield f"  linkStyle {numbers} stroke:{colour}{dashes}"


def _mermaid_text(text: str) -> str:
    """``text`` inside of quotes: Mermaid takes everything but letters and digits as entities."""
    return "".join(
        c if c.isalnum() or c in " _.,=()-:/" else f"#{ord(c)};" for c in visible_text(text)
    )
