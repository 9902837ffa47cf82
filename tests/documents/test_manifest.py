"""YAML read as trees that know their lines."""

from __future__ import annotations

import pytest

from prefect_migrate.documents.manifest import Node, NotYaml, read_documents, scalar_at


def entry(node: Node, *path: str | int) -> tuple[int, int, int]:
    """Lines and column of the entry at ``path``."""
    found = None
    for step in path:
        found = node.entries[step] if isinstance(step, int) else node.get(step)
        assert found is not None
        node = found.node
    assert found is not None
    return found.start, found.end, found.column


TEXT = """\
# head
a: &x
  - 1

  # inner
  - b: |
      text

    c:
  -
  - *y
d: {e: [1,
  2]}
f: "g
  h"
"""


def test_lines_end_where_the_last_part_does() -> None:
    (made,) = read_documents(TEXT.replace("*y", "z"))
    root = made.root
    assert (made.start, made.end) == (0, 15)
    assert entry(root, "a") == (1, 11, 0)
    assert entry(root, "a", 0) == (2, 3, 2)
    assert entry(root, "a", 1) == (5, 9, 2)
    assert entry(root, "a", 1, "b") == (5, 7, 4)
    assert entry(root, "a", 1, "c") == (8, 9, 4)
    assert entry(root, "a", 2) == (9, 10, 2)
    assert entry(root, "d") == (11, 13, 0)
    assert entry(root, "f") == (13, 15, 0)
    assert root.entries[0].node.entries[1].node.entries[0].inline


def test_aliases_stand_where_they_are_written() -> None:
    (made,) = read_documents("a: &x {b: 1}\nc:\n  - *x\n  - d: *x\n")
    items = made.root.entries[1].node.entries
    assert [(item.start, item.end) for item in items] == [(2, 3), (3, 4)]
    assert scalar_at(items[0].node, "b") == "1"
    assert items[1].node.entries[0].node.flow


def test_empty_documents_are_left_out() -> None:
    assert [
        d.kind for d in read_documents("---\n---\nkind: A\n---\n# no\n---\nkind: B\n---\n")
    ] == [
        "A",
        "B",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2\n", "appears twice"),
        ("a: {{ b }}\n", "template"),
        ("a: [\n", "expected"),
        ("a: *b\n", "undefined alias"),
        ("a: &b [*b]\n", "points back"),
        ('a: "x\u2028y"\n', "line break"),
        ("[" * 3000, "nested more than"),
    ],
)
def test_what_can_not_be_read(text: str, said: str) -> None:
    with pytest.raises(NotYaml, match=said):
        read_documents(text)
