"""``prefect-migrate graph``: Mermaid that Mermaid reads, SVG that is one, and what differs."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from prefect_codemods.to_1.migration import MIGRATION
from prefect_migrate.flow_pictures.mermaid import as_mermaid
from prefect_migrate.flow_pictures.pictures import compare_pictures, read_flows
from prefect_migrate.flow_pictures.svg import as_svg

Command = Callable[..., "subprocess.CompletedProcess[bytes]"]

OLD = """\
from prefect import Flow, Parameter, task
from prefect.environments import LocalEnvironment

@task
def read(name): return name

@task
def count(text): return len(text)

@task
def show(n): print(n)

with Flow("words", environment=LocalEnvironment()) as flow:
    names = Parameter("names")
    show(count.map(read.map(names)))
"""
NEW = OLD.replace(
    "    show(count.map(read.map(names)))\n",
    "    found = read.map(names)\n    show(count.map(found), upstream_tasks=[read('x')])\n",
)
IMPERATIVE = """\
from prefect import Flow, task

@task
def a(): return 1

@task
def b(x): print(x)

flow = Flow("two")
flow.set_dependencies(b, keyword_tasks={"x": a})
"""
HOSTILE = (
    '"]; click f0t0 href',
    "<script>alert(1)</script>",
    "`x` #quot; |y| {z}",
    "\x1b[2J\u202e",
)


def test_tasks_edges_and_what_is_mapped() -> None:
    (picture,), reasons = read_flows(OLD, MIGRATION)
    assert not reasons
    assert picture.name == "words"
    assert sorted(node.label for node in picture.nodes) == [
        "Parameter('names')", "count", "read", "show",
    ]  # fmt: skip
    mapped = {edge.label: edge.mapped for edge in picture.edges}
    assert mapped == {"name": True, "text": True, "n": False}


def test_imperative_wiring_and_functions_are_read() -> None:
    (picture,), _ = read_flows(IMPERATIVE, MIGRATION)
    assert [(e.source, e.target, e.label) for e in picture.edges] == [("a#1", "b#1", "x")]


def test_what_differs_between_two_versions() -> None:
    (first,), _ = read_flows(OLD, MIGRATION)
    (second,), _ = read_flows(NEW, MIGRATION)
    assert compare_pictures(first, first).same
    both = compare_pictures(first, second)
    assert [(n.label, n.presence) for n in both.nodes if n.presence != "both"] == [
        ("read", "second")
    ]
    assert [e.presence for e in both.edges].count("second") == 1
    assert [e.presence for e in both.edges].count("first") == 0


def test_the_command(command: Command, tmp_path: Path) -> None:
    (tmp_path / "old.py").write_text(OLD)
    (tmp_path / "new.py").write_text(NEW)
    (tmp_path / "none.py").write_text("x = 1\n")
    one = command("graph", "old.py")
    assert (one.returncode, one.stderr) == (0, b"")
    assert one.stdout.startswith(b"flowchart TD\n")
    assert command("graph", "old.py", "old.py").returncode == 0
    two = command("graph", "old.py", "new.py")
    assert two.returncode == 1
    assert b":::second" in two.stdout
    drawn = command("graph", "old.py", "--output-format", "svg", "-o", "x.svg")
    assert drawn.returncode == 0
    assert (tmp_path / "x.svg").read_text().startswith("<svg ")
    nothing = command("graph", "none.py")
    assert nothing.returncode == 2
    assert b"none.py: no flow" in nothing.stderr
    (tmp_path / "broken.py").write_text("x = (\n")
    broken = command("graph", "broken.py")
    assert broken.returncode == 2
    assert b"Traceback" not in broken.stderr


def test_svg_is_xml_whatever_a_flow_is_called() -> None:
    for name in HOSTILE:
        (picture,), _ = read_flows(
            OLD.replace('"words"', repr(name)).replace("'x'", repr(name)), MIGRATION
        )
        root = ElementTree.fromstring(as_svg(picture))
        assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
            *("svg", "title", "style", "defs", "marker", "path", "rect", "text", "g"),
        }


@pytest.fixture
def mermaid(page: Any, node_file: Callable[[str], Path]) -> Callable[[str], str]:
    """Mermaid's own parser and drawing of a text, in the browser."""
    page.goto("about:blank")
    page.add_script_tag(path=str(node_file("mermaid/dist/mermaid.min.js")))
    page.evaluate("mermaid.initialize({startOnLoad: false, securityLevel: 'strict'})")

    def draw(text: str) -> str:
        drawn: str = page.evaluate(
            "async text => { await mermaid.parse(text); "
            "return (await mermaid.render('x', text)).svg }",
            text,
        )
        return drawn

    return draw


def test_mermaid_reads_it(mermaid: Callable[[str], str]) -> None:
    (first,), _ = read_flows(OLD, MIGRATION)
    (second,), _ = read_flows(NEW, MIGRATION)
    (third,), _ = read_flows(IMPERATIVE, MIGRATION)
    for pictures in ([first], [first, third], [compare_pictures(first, second)]):
        drawn = mermaid(as_mermaid(pictures))
        assert "count" in drawn or "a" in drawn


def test_mermaid_shows_hostile_names_as_text(mermaid: Callable[[str], str]) -> None:
    for name in HOSTILE:
        (picture,), _ = read_flows(OLD.replace('"words"', repr(name)), MIGRATION)
        drawn = mermaid(as_mermaid([picture]))
        assert "<script" not in drawn
        assert "href" not in drawn or "click" not in name or "<a " not in drawn
