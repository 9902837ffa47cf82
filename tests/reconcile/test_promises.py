"""What holds for every conflicted page, whatever stands in it."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from prefect_migrate import migrate_text
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.documents.markdown import cut_page
from prefect_migrate.model import Outcome, Source
from prefect_migrate.reconcile.verify import is_yaml
from prefect_migrate.settings import Settings

MANIFEST = "apiVersion: v1\nkind: Service\nmetadata:\n  name: {}\nspec:\n  ports:\n    - port: {}\n"
OLD = 'from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\nflow = Flow("{}", environment=LocalEnvironment())\n'
NEW = 'from prefect import Flow\nfrom prefect.run_configs import KubernetesRun\n\nflow = Flow("{}", run_config=KubernetesRun())\n'


def fence(language: str, *codes: str) -> str:
    return f"```{language}\n" + "---\n".join(codes) + "```\n"


names = st.sampled_from(["a", "b"])
ports = st.sampled_from(["80", "81"])
services = st.builds(MANIFEST.format, names, ports)
blocks = st.one_of(
    st.sampled_from(
        [
            "# Title\n",
            "## Part\n",
            "Some words about it.\n",
            "Some more words\nabout all of it.\n",
            "- one\n- two\n",
            ":::warning Mind\nthe gap\n:::\n",
            "[[toc]]\n",
            "```bash\nprefect agent start\n```\n",
            "- item\n\n  ```yaml\n  apiVersion: v1\n  kind: Secret\n  metadata:\n    name: s\n  ```\n",
        ]
    ),
    st.builds(lambda codes: fence("yaml", *codes), st.lists(services, min_size=1, max_size=3)),
    st.builds(
        lambda form, name: fence("python", form.format(name)), st.sampled_from([OLD, NEW]), names
    ),
    st.builds(lambda code: fence("python", f'M = """\n{code}"""\n'), services),
)
pages = st.lists(blocks, min_size=1, max_size=6).map("\n".join)


def conflicted(ours: str, theirs: str, *, base: bool = False) -> str:
    """Both pages with markers around every difference, as git writes them."""
    a, b = ours.splitlines(keepends=True), theirs.splitlines(keepends=True)
    out: list[str] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            out += a[i1:i2]
        else:
            middle = ["||||||| base\n", *b[j1:j2]] if base else []
            out += ["<<<<<<< HEAD\n", *a[i1:i2], *middle, "=======\n", *b[j1:j2], ">>>>>>> x\n"]
    return "".join(out)


def run(text: str, **chosen: str) -> Outcome:
    return migrate_text(text, "page.md", Settings(**chosen))  # type: ignore[arg-type]


def sides(text: str) -> list[str]:
    found = parse_conflicts(Source("page.md", text), unmerged=True)
    return [found.variant("ours").text, found.variant("theirs").text]


@settings(max_examples=20, deadline=None)
@given(pages, pages)
def test_every_result_is_valid_and_final(ours: str, theirs: str) -> None:
    outcome = run(conflicted(ours, theirs))
    assert outcome.refusal is None
    for text in sides(outcome.text):
        found = cut_page(text)
        assert found.balanced
        for part in found.fences:
            if part.language == "yaml" and not any(part.prefixes):
                assert is_yaml("".join(found.lines[part.first : part.last]))
    again = run(outcome.text)
    assert again.refusal is None
    assert again.text == outcome.text


@settings(max_examples=10, deadline=None)
@given(pages, pages, st.sampled_from(["ours", "theirs"]))
def test_a_preferred_side_leaves_nothing_to_merge(ours: str, theirs: str, side: str) -> None:
    text = conflicted(ours, theirs)
    outcome = run(text, prefer=side, one_sided="drop-older")
    assert outcome.refusal is None
    assert outcome.remaining == ()


@settings(max_examples=10, deadline=None)
@given(pages, pages)
def test_a_base_that_is_one_side_gives_the_other(ours: str, theirs: str) -> None:
    text = conflicted(ours, theirs, base=True)
    if ours == theirs or not parse_conflicts(Source("page.md", text)).conflicts:
        return
    outcome = run(text)
    expected = migrate_text(ours, "page.md").text
    assert outcome.text == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@settings(max_examples=8, deadline=None)
@given(ours=pages, theirs=pages)
def test_line_ends_change_nothing(end: str, ours: str, theirs: str) -> None:
    text = conflicted(ours, theirs)
    plain = run(text)
    other = run(text.replace("\n", end))
    assert other.text == plain.text.replace("\n", end)
