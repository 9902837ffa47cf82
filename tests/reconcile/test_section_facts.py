"""Blocks of a page stand below the headings that the sides want."""

from __future__ import annotations

from prefect_migrate.reconcile.page.page_facts import misplaced_words

BASE = "# A\n\nOne.\n\nTwo.\n\n# B\n\nThree.\n"


def _misplaced(ours: str, theirs: str, made: str) -> str:
    return misplaced_words([BASE, ours, theirs, made], markdown=True)


def test_a_block_in_the_wrong_section_is_found() -> None:
    ours = BASE.replace("Three.", "Three.\n\nFour.")
    wrong = BASE.replace("# B", "Four.\n\n# B")
    assert _misplaced(ours, BASE, ours) == ""
    assert _misplaced(ours, BASE, wrong) == "Four"


def test_a_block_that_nobody_moved_stays() -> None:
    assert _misplaced(BASE, BASE, BASE.replace("# B\n\nThree.", "Three.\n\n# B")) == "Three"


def test_a_block_follows_the_side_that_moved_it() -> None:
    moved = "# A\n\nOne.\n\n# B\n\nThree.\n\nTwo.\n"
    assert _misplaced(moved, BASE, moved) == ""
    assert _misplaced(BASE, moved, moved) == ""
    assert _misplaced(BASE, moved, BASE) == "Two"


def test_a_section_may_get_another_name() -> None:
    renamed = BASE.replace("# B", "# Bees")
    made = renamed.replace("Three.", "Three.\n\nFour.")
    assert _misplaced(BASE.replace("Three.", "Three.\n\nFour."), renamed, made) == ""


def test_a_block_follows_its_neighbours_below_a_new_heading() -> None:
    ours = BASE.replace("Three.", "Three.\n\nFour.")
    theirs = BASE.replace("Three.", "## C\n\nThree.")
    made = theirs.replace("Three.", "Three.\n\nFour.")
    assert _misplaced(ours, theirs, made) == ""


def test_what_stands_twice_is_not_looked_at() -> None:
    ours = BASE.replace("Three.", "One.\n\nThree.")
    assert _misplaced(ours, BASE, ours.replace("# A\n\nOne.\n\n", "# A\n\n")) == ""
