"""The marker parser: what is a conflict, what is content, what is refused."""

from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_migrate.conflicts import Common, Conflict, Conflicted, has_markers, parse_conflicts
from prefect_migrate.conflicts.markers import marker_frames
from prefect_migrate.model import Refusal, Source


def read(text: str, path: str = "notes.txt", **options: bool) -> Conflicted:
    return parse_conflicts(Source(path, text), **options)


def dedent(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def refusal(text: str, path: str = "notes.txt") -> Refusal:
    with pytest.raises(Refusal) as caught:
        read(text, path)
    assert "\n" not in caught.value.message
    return caught.value


TWO_WAY = dedent(
    """
    one
    <<<<<<< HEAD
    two
    =======
    zwei
    drei
    >>>>>>> prefect clone
    last
    """
)


def test_two_way() -> None:
    found = read(TWO_WAY)
    (conflict,) = found.conflicts
    assert conflict.ours == ("two\n",)
    assert conflict.theirs == ("zwei\n", "drei\n")
    assert conflict.base is None
    assert conflict.labels == ("HEAD", "prefect clone")
    assert (conflict.start, conflict.end, conflict.size) == (1, 6, 7)
    assert found.segments[0] == Common(("one\n",), 0)
    assert found.segments[2] == Common(("last\n",), 7)


def test_variants_map_their_lines_to_the_file() -> None:
    variants = read(TWO_WAY).variants
    assert variants["base"] is None
    ours, theirs = variants["ours"], variants["theirs"]
    assert ours is not None and theirs is not None
    assert (ours.text, ours.origin, ours.label) == ("one\ntwo\nlast\n", (0, 2, 7), "HEAD")
    assert theirs.text == "one\nzwei\ndrei\nlast\n"
    assert theirs.origin == (0, 4, 5, 7)


@pytest.mark.parametrize("size", [7, 8, 9, 32])
@pytest.mark.parametrize("eol", ["\n", "\r\n"])
def test_base_sizes_and_line_ends(size: int, eol: str) -> None:
    lines = ["<" * size + " a", "x", "|" * size + " 0123abc", "b", "=" * size, "y", ">" * size]
    found = read(eol.join(lines))
    (conflict,) = found.conflicts
    assert conflict.base == ("b" + eol,)
    assert conflict.base_label == "0123abc"
    assert conflict.eol == eol
    assert conflict.closer == ">" * size
    base = found.variants["base"]
    assert base is not None and base.text == "b" + eol


def test_the_base_needs_every_conflict_to_have_one() -> None:
    text = "<<<<<<< a\n1\n||||||| b\n0\n=======\n2\n>>>>>>> c\n" + TWO_WAY
    assert read(text).variants["base"] is None


def test_the_base_of_a_criss_cross_merge_is_no_text() -> None:
    text = dedent(
        """
        <<<<<<< HEAD
        1
        ||||||| merged common ancestors
        <<<<<<<<< Temporary merge branch 1
        2
        =========
        3
        >>>>>>>>> Temporary merge branch 2
        =======
        4
        >>>>>>> other
        """
    )
    found = read(text)
    assert found.conflicts[0].theirs == ("4\n",)
    assert found.conflicts[0].base_conflicted
    assert found.variants["base"] is None


def test_markers_of_another_size_are_content() -> None:
    text = "<<<<<<<< a\n<<<<<<<\n=======\n========\n>>>>>>>\n>>>>>>>> b\n"
    (conflict,) = read(text).conflicts
    assert conflict.ours == ("<<<<<<<\n", "=======\n")
    assert conflict.theirs == (">>>>>>>\n",)


@pytest.mark.parametrize(
    "text",
    [
        "Title\n=======\n\ntext\n",
        ">>>>>>>\nquote\n",
        "|||||||\n",
        ">>>>>>>> output of a program\n",
        "<<<<<<<<<<<<<<<<<<<<\nornament\n",
        "a <<<<<<< b\n",
        "",
    ],
)
def test_content(text: str) -> None:
    found = read(text, "notes.md")
    assert found.conflicts == ()
    assert found.regenerate() == text


def test_a_heading_before_the_base_part_is_content() -> None:
    text = "<<<<<<< a\nT\n=======\n||||||| b\n=======\nx\n>>>>>>> c\n"
    (conflict,) = read(text).conflicts
    assert conflict.ours == ("T\n", "=======\n")
    assert conflict.base == ()


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a\n<<<<<<< x\nb\n=======\n", 2, "without an end"),
        ("a\n>>>>>>> x\n", 2, "without a start"),
        ("<<<<<<< x\n<<<<<<< y\n=======\n>>>>>>> y\n=======\n>>>>>>> x\n", 2, "inside"),
        ("<<<<<<< x\nb\n>>>>>>> y\n", 1, "without a separator"),
        ("a\n  <<<<<<< x\n  a\n  =======\n  b\n  >>>>>>> y\n", 2, "indented"),
        ("<<<<<<< Conflict 1\n%%%%%%% Changes\n-a\n+++++++ side\n>>>>>>> ends\n", 1, "Jujutsu"),
        ("<<<<<<< x\nT\n=======\n=======\nU\n>>>>>>> y\n", 1, "2 ways"),
    ],
)
def test_refusals(text: str, line: int, words: str) -> None:
    caught = refusal(text)
    assert caught.line == line
    assert words in caught.message
    assert caught.help


def test_an_ambiguous_conflict_shows_both_readings() -> None:
    caught = refusal("<<<<<<< x\nT\n=======\na\n=======\nU\n>>>>>>> y\n", "a.md")
    assert "ours 2-2, theirs 4-6; or ours 2-4, theirs 6-6" in caught.message


def test_the_only_valid_reading_is_taken() -> None:
    text = 'a = """\n<<<<<<< x\nT\n=======\n"""\nb = 1\n=======\n"""\nb = 2\n>>>>>>> y\n'
    (conflict,) = read(text, "a.py").conflicts
    assert conflict.theirs == ('"""\n', "b = 2\n")


def test_tolerant_takes_indented_markers() -> None:
    text = "a\n  <<<<<<< x\n  a\n  =======\n  b\n  >>>>>>> y\n"
    found = read(text, tolerant=True)
    assert found.conflicts[0].theirs == ("  b\n",)
    assert found.regenerate() == text


EXAMPLE = "<<<<<<< HEAD\none\n=======\ntwo\n>>>>>>> branch\n"


def test_an_example_that_fills_a_fence_is_content() -> None:
    text = f"# Merging\n\n```\n{EXAMPLE}```\n\nmore\n"
    found = read(text, "git.md")
    assert found.conflicts == ()
    assert [(n.rule, n.line) for n in found.notes] == [("PM910", 4)]
    assert read(text, "git.md", unmerged=True).conflicts
    assert read(text, "git.md", tolerant=True).conflicts


def test_a_conflict_within_a_fence_is_one() -> None:
    text = f"```yaml\nkind: Pod\n{EXAMPLE}```\n"
    assert read(text, "a.md").conflicts


def test_a_fence_is_no_example_where_other_conflicts_have_its_labels() -> None:
    text = f"{EXAMPLE}\n```\n{EXAMPLE}```\n"
    assert len(read(text, "a.md").conflicts) == 2


def test_a_conflict_between_two_fences_is_one() -> None:
    text = f"```\ncode\n```\n{EXAMPLE}```\ncode\n```\n"
    assert len(read(text, "a.md").conflicts) == 1


def test_markers_in_strings_of_code_that_compiles_are_content() -> None:
    assert read(f'TEXT = """\\\n{EXAMPLE}"""\n', "test_merge.py").conflicts == ()
    assert read('TEXT = """<<<<<<< HEAD\na\n=======\n>>>>>>> b\n"""\n', "a.py").conflicts == ()
    assert read(f'def f():\n    """About\n{EXAMPLE}    """\n', "a.py").conflicts
    assert read(EXAMPLE.replace("one", "a = 1").replace("two", "a = 2"), "a.py").conflicts


def test_the_pragma_switches_markers_off() -> None:
    assert read(f"<!-- prefect-migrate: ignore-conflicts -->\n{EXAMPLE}", "a.md").conflicts == ()
    inside = EXAMPLE.replace("one", "# prefect-migrate: ignore-conflicts")
    assert read(inside, "a.md").conflicts


def test_ids_do_not_depend_on_the_order_of_the_sides() -> None:
    swapped = "<<<<<<< b\nzwei\ndrei\n=======\ntwo\n>>>>>>> a\n"
    assert read(swapped).conflicts[0].id == read(TWO_WAY).conflicts[0].id


def test_many_conflicts_in_a_long_file() -> None:
    text = ("line\n" * 95 + EXAMPLE) * 500
    assert len(read(text).conflicts) == 500


WORD = st.text(alphabet="ab =<>|#`\f\u2028é", max_size=6)
EOL = st.sampled_from(["\n", "\r\n"])
LINE = st.builds(lambda word, eol: word + eol, WORD, EOL)
LINES = st.lists(LINE, max_size=4).map(tuple)


@st.composite
def conflict_text(draw: st.DrawFn) -> str:
    size, eol = draw(st.integers(7, 12)), draw(EOL)
    base = draw(st.none() | LINES)
    bar = "" if base is None else "|" * size + " base" + eol + "".join(base)
    return (
        "<" * size
        + draw(st.sampled_from(["", " HEAD", " a b"]))
        + eol
        + "".join(draw(LINES))
        + bar
        + "=" * size
        + eol
        + "".join(draw(LINES))
        + ">" * size
        + draw(st.sampled_from(["", " x", " 0123456 (subject)"]))
        + eol
    )


@given(st.lists(conflict_text() | LINES.map("".join), max_size=6), st.booleans())
def test_regenerate_gives_the_file(parts: list[str], cut: bool) -> None:
    text = "".join(parts)
    text = text.rstrip("\r\n") if cut else text
    found = read(text, unmerged=True)
    assert found.regenerate() == text
    lines = text.split("\n")
    for side in ("ours", "theirs"):
        variant = found.variants[side]
        assert variant is not None
        for line, origin in zip(variant.lines, variant.origin, strict=True):
            assert line.rstrip("\n") == lines[origin]
    for segment in found.segments:
        if isinstance(segment, Conflict):
            assert segment.lines[-1] == segment.closer
            assert segment.end - segment.start + 1 == len(segment.lines)


@given(st.text(alphabet="<>=| a\n", max_size=80))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        found = read(text)
    except Refusal as caught:
        assert 1 <= caught.line <= text.count("\n") + 1
        assert has_markers(text)
    else:
        assert found.regenerate() == text


# --- the frames themselves: which of the lines between the first and the last marker divide them ---


def readings(text: str, *, indented: bool = False) -> list[list[tuple[int | None, int]]]:
    """Of each frame the ways to read it: the line of the bar and that of the separator."""
    frames = marker_frames(text.splitlines(keepends=True), indented=indented)
    return [
        [(r.bar.line if r.bar else None, r.separator.line) for r in frame.readings]
        for frame in frames
    ]


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ("a\n=======\nb\n", [(None, 2)]),
        ("a\n||||||| base\nc\n=======\nb\n", [(2, 4)]),
        ("a\n|||||||\nc\n=======\nb\n", [(2, 4)]),
        # Of another size, or indented otherwise: content.
        ("a\n========\nx\n=======\nb\n", [(None, 4)]),
        ("a\n||||||||| base\nx\n=======\nb\n", [(None, 4)]),
        ("a\n ||||||| base\nx\n=======\nb\n", [(None, 4)]),
        # What is labelled is no separator.
        ("a\n======= x\n=======\nb\n", [(None, 3)]),
        # A separator before the bar is content of the first side.
        ("a\n=======\nc\n||||||| base\nd\n=======\nb\n", [(4, 6)]),
        ("a\n||||||| base\nc\n=======\nd\n=======\nb\n", [(2, 4), (2, 6)]),
        ("a\n=======\nc\n=======\nb\n", [(None, 2), (None, 4)]),
        # A labelled bar is meant where there is one without a label, too.
        ("|||||||\na\n||||||| base\nc\n=======\nb\n", [(3, 5)]),
        ("|||||||\na\n|||||||\nc\n=======\nb\n", [(1, 5), (3, 5)]),
        # In a table an empty row may look like a bar.
        ("| a |\n|||||||\nc\n=======\nb\n", [(2, 4), (None, 4)]),
        ("a\n|||||||\n| c |\n=======\nb\n", [(2, 4), (None, 4)]),
        ("| a |\n||||||| base\nc\n=======\nb\n", [(2, 4)]),
        ("a\n|| c |\n|||||||\nc\n=======\nb\n", [(3, 5)]),
        # A bar behind the only separator divides nothing.
        ("a\n=======\n||||||| base\nb\n", [(None, 2)]),
    ],
)
def test_the_lines_that_divide_a_conflict(
    inside: str, expected: list[tuple[int | None, int]]
) -> None:
    text = f"<<<<<<< HEAD\n{inside}>>>>>>> old\n"
    assert readings(text) == [expected]
    assert readings(f"{text}x\n{text}") == [
        expected,
        [
            (bar if bar is None else bar + text.count("\n") + 1, at + text.count("\n") + 1)
            for bar, at in expected
        ],
    ]


def test_an_indented_frame_is_divided_by_lines_indented_like_it() -> None:
    text = "  <<<<<<< HEAD\n  a\n=======\n  =======\n\t=======\n  b\n  >>>>>>> old\n"
    assert readings(text, indented=True) == [[(None, 3)]]
    assert readings(text) == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("<<<<<<<<\nan ornament\n", 0),  # longer than git's, and without a label
        ("<<<<<<<<<\nan ornament\n<<<<<<< a\n=======\n>>>>>>> b\n", 1),
        (">>>>>>>\na quote of seven levels\n", 0),
        (">>>>>>>> b\nof another size\n", 0),
        ("plain\n+++++++ a\n", 0),
    ],
)
def test_ornaments_are_content(text: str, count: int) -> None:
    assert len(readings(text)) == count


@pytest.mark.parametrize("text", ["<<<<<<<\nno end\n", "<<<<<<<< HEAD\nno end\n"])
def test_an_opener_of_gits_size_or_with_a_label_needs_an_end(text: str) -> None:
    with pytest.raises(Refusal, match="without an end"):
        readings(text)
