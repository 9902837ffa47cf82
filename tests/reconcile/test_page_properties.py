"""Random three-way edits of a page whose true merge is known: nothing is lost, nothing is mixed."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.conflicts.base import BaseFound, WholeSides
from prefect_migrate.conflicts.git_line_merge import from_stages
from prefect_migrate.model import Grade, Source
from prefect_migrate.reconcile.variant_merge import merge_variants
from prefect_migrate.settings import Settings

BLOCKS = [
    "# Nightly load\n\n",
    "The flow runs every night on the cluster of the team.\n\n",
    "Its bucket is `loads`. Nobody deletes it.\n\n",
    "## Deploy\n\n",
    "- The agent polls every ten seconds.\n",
    "- Labels are those of the run config.\n",
    "- Logs go to the cloud.\n\n",
    "```sh\nmake deploy\nmake check\n```\n\n",
    "| name | default |\n|------|---------|\n",
    "| `retries` | 0 |\n",
    "| `delay` | 10 |\n\n",
    "See the guide for the rest.\n",
]
EDITS = st.sampled_from(["keep", "keep", "keep", "change", "remove", "add"])
SIDE = st.lists(EDITS, min_size=len(BLOCKS), max_size=len(BLOCKS))


def edited(edits: list[str], tag: str) -> str:
    """The page of one side; what it adds and changes carries its tag."""
    found = []
    for number, (block, edit) in enumerate(zip(BLOCKS, edits, strict=True)):
        if block.startswith("| name"):
            edit = "keep"
        if edit == "add":
            found.append(added(block, f"{tag}added{number}"))
        if edit == "change":
            found.append(changed(block, f"{tag}changed{number}"))
        elif edit != "remove":
            found.append(block)
    return "".join(found)


def added(block: str, word: str) -> str:
    """A block of the kind of the one that it goes before."""
    if block.startswith("- "):
        return f"- Mind {word} as well.\n"
    return (
        f"| `{word}` | 1 |\n" if block.startswith("| `") else f"A paragraph about {word} here.\n\n"
    )


def changed(block: str, word: str) -> str:
    """The block with one word more, in the place that means most."""
    if block.startswith("```"):
        return block.replace("make deploy", f"make deploy {word}")
    if block.startswith("| `"):
        return block.rstrip("|\n ") + f" {word} |" + block[len(block.rstrip()) :]
    body = block.rstrip("\n")
    return f"{body} {word}" + block[len(body) :]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(SIDE, SIDE)
def test_what_one_side_said_is_in_the_result_or_in_the_markers(
    mine: list[str], others: list[str]
) -> None:
    base, ours, theirs = "".join(BLOCKS), edited(mine, "our"), edited(others, "their")
    marked = from_stages(base, ours, theirs, "page.md")
    if not marked.conflicts:
        return
    made = merge_variants(
        marked, Settings(), "markdown", BaseFound(base, (), None, Grade.PROVEN, True)
    )
    for tag, edits, side in (("our", mine, ours), ("their", others, theirs)):
        for number, edit in enumerate(edits):
            word = f"{tag}{'added' if edit == 'add' else 'changed'}{number}"
            assert word not in side or word in made.text, (word, made.text)
    if not made.remaining:
        removed_by_one = {
            number
            for number, pair in enumerate(zip(mine, others, strict=True))
            if "remove" in pair and not BLOCKS[number].startswith("| name")
        }
        lines = Counter(made.text.splitlines())
        for number, block in enumerate(BLOCKS):
            for line in filter(str.strip, block.splitlines()):
                if number in removed_by_one:
                    assert not lines[line], (line, made.text)
                assert lines[line] <= 1 or line.startswith("|--"), (line, made.text)
    assert {d.grade for d in made.decisions} <= {Grade.PROVEN, Grade.EQUIVALENT}


POD = """\
```yaml
apiVersion: v1
kind: Pod
metadata:
  name: agent
spec:
  containers:
    - name: agent
      image: {image}
      command: [{command}]
      tty: true
      args: [{args}]
```
"""
WORDS = st.sampled_from(["a", "a", "b", "c"])


@st.composite
def fences(draw: st.DrawFn) -> dict[str, str]:
    """What one side says in a code block, and in front matter."""
    return {name: draw(WORDS) for name in ("command", "image", "args", "title", "tags")}


def page(said: dict[str, str], *, listed: bool) -> str:
    front = "---\ntitle: {title}\ntags: [{tags}]\n---\n\n".format(**said)
    code = POD.format(**said)
    if listed:
        lines = code.splitlines(keepends=True)
        code = "1. One.\n\n" + "".join(f"   {line}" for line in lines) + "\n2. Two.\n"
    return f"{front}# The agent\n\n{code}\nThe end.\n"


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(fences(), fences(), st.booleans())
def test_fields_of_code_and_front_matter_are_merged_and_groups_are_not_mixed(
    mine: dict[str, str], others: dict[str, str], listed: bool
) -> None:
    old = dict.fromkeys(mine, "a")
    base, ours, theirs = (page(said, listed=listed) for said in (old, mine, others))
    marked = from_stages(base, ours, theirs, "page.md")
    if not marked.conflicts:
        return
    sides = WholeSides(ours, theirs)
    found = BaseFound(base, (), None, Grade.PROVEN, unmerged=True, sides=sides)
    made = merge_variants(marked, Settings(), "markdown", found)
    again = parse_conflicts(Source("page.md", made.text), unmerged=True)
    results = [again.variant(side).text for side in ("ours", "theirs")]
    groups = [(said["command"], said["args"]) for said in (old, mine, others)]
    for text in results:
        command, args = (re.search(rf"{key}: \[(\w)\]", text) for key in ("command", "args"))
        assert command and args
        assert (command[1], args[1]) in groups
    for key, pattern in (("title", r"title: (\w)"), ("image", r"image: (\w)")):
        if "a" in (mine[key], others[key]):
            wanted = mine[key] if others[key] == "a" else others[key]
            assert all(re.findall(pattern, text) == [wanted] for text in results)
