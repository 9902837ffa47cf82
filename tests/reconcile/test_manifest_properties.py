"""Promises of the manifest merge over random manifests in random layouts."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from prefect_migrate import migrate_text
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.documents.manifest import read_documents
from prefect_migrate.model import Outcome, Source
from prefect_migrate.reconcile.manifests.values import node_meaning
from prefect_migrate.settings import Settings

Manifest = dict[str, Any]
Pick = Callable[[int], int]

NAMES = st.sampled_from(["a", "b", "c"])
TEXTS = st.sampled_from(["x", "1", "yes", "", "a: b", "# no", "two\nlines\n", "  led"])
CONTAINER = st.fixed_dictionaries(
    {},
    optional={
        "image": st.sampled_from(["i:1", "i:2"]),
        "args": st.lists(TEXTS, max_size=2),
        "env": st.dictionaries(NAMES, TEXTS, max_size=3).map(
            lambda d: [{"name": k, "value": v} for k, v in d.items()]
        ),
        "resources": st.sampled_from([{}, {"limits": {"cpu": "1"}}, {"requests": {"cpu": "2"}}]),
        "ports": st.lists(st.sampled_from([80, 81]), unique=True, max_size=2).map(
            lambda ports: [{"containerPort": port} for port in ports]
        ),
        "tty": st.booleans(),
    },
)
POD = st.builds(
    lambda name, containers, labels, extra: {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, **({"labels": labels} if labels is not None else {})},
        "spec": {"containers": [{"name": n, **c} for n, c in containers.items()], **extra},
    },
    NAMES,
    st.dictionaries(NAMES, CONTAINER, min_size=1, max_size=2),
    st.none() | st.dictionaries(NAMES, TEXTS, max_size=2),
    st.fixed_dictionaries(
        {}, optional={"hostNetwork": st.booleans(), "volumes": st.just([{"name": "v"}])}
    ),
)
CONFIG = st.builds(
    lambda name, data: {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": name},
        "data": data,
    },
    NAMES,
    st.dictionaries(NAMES, TEXTS, min_size=1, max_size=3),
)
STREAM = st.lists(
    st.one_of(POD, CONFIG),
    min_size=1,
    max_size=3,
    unique_by=lambda m: (m["kind"], m["metadata"]["name"]),
)


@st.composite
def changed(draw: st.DrawFn, base: list[Manifest]) -> list[Manifest]:
    """The base with a few values set, deleted or exchanged."""
    made = deepcopy(base)
    for _ in range(draw(st.integers(0, 3))):
        manifest = draw(st.sampled_from(made))
        other = draw(POD if manifest["kind"] == "Pod" else CONFIG)
        if manifest["kind"] == "ConfigMap":
            manifest["data"] = {**manifest["data"], **other["data"]}
        elif draw(st.booleans()):
            target = draw(st.sampled_from(manifest["spec"]["containers"]))
            source = other["spec"]["containers"][0]
            for key in draw(st.lists(st.sampled_from(["image", "args", "env", "ports", "tty"]))):
                target.pop(key, None)
                if key in source:
                    target[key] = source[key]
        else:
            manifest["spec"]["containers"] = other["spec"]["containers"]
    if len(made) > 1 and draw(st.integers(0, 4)) == 0:
        made.pop()
    return made


def render(stream: list[Manifest], pick: Pick) -> str:
    """YAML in a layout that ``pick`` (a number below n) chooses."""
    return "---\n".join("".join(_mapping(m, 0, pick)) for m in stream)


def _mapping(value: Manifest, column: int, pick: Pick, dash: str = "") -> list[str]:
    lines: list[str] = []
    keys = list(value)
    if pick(4) == 0:
        keys.reverse()
    for number, key in enumerate(keys):
        if pick(8) == 0 and (number or not dash):
            lines.append(" " * column + f"# on {key}\n")
        lead = dash if number == 0 and dash else " " * column
        lines += _entry(lead + f"{key}:", value[key], column, pick)
    return lines


def _entry(lead: str, value: Any, column: int, pick: Pick) -> list[str]:
    if isinstance(value, dict) and value and pick(6):
        return [lead + "\n", *_mapping(value, column + 2, pick)]
    if isinstance(value, list) and value and pick(5):
        lines = [lead + "\n"]
        at = column + pick(2) * 2
        for item in value:
            if isinstance(item, dict):
                lines += _mapping(item, at + 2, pick, " " * at + "- ")
            else:
                lines.append(" " * at + f"- {_inline(item, pick)}\n")
        return lines
    if isinstance(value, str) and value.endswith("\n") and pick(2):
        body = "".join(" " * (column + 2) + line + "\n" for line in value.splitlines())
        return [lead + " |\n", body]
    return [f"{lead} {_inline(value, pick)}" + ("  # why\n" if pick(6) == 0 else "\n")]


def _inline(value: Any, pick: Pick) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_inline(v, pick)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_inline(v, pick) for v in value) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if "\n" not in value and value in ("x", "i:1", "i:2") and pick(2):
        return str(value)
    escaped = str(value).replace("\n", "\\n")
    return f'"{escaped}"'


@st.composite
def sides(draw: st.DrawFn) -> tuple[str, str, str]:
    """Base, ours and theirs as texts."""
    base = draw(STREAM)
    streams = (base, draw(changed(base)), draw(changed(base)))
    numbers = draw(st.randoms(use_true_random=False))
    texts = tuple(render(s, numbers.randrange) for s in streams)
    return texts[0], texts[1], texts[2]


def values(text: str) -> list[object]:
    return sorted((node_meaning(d.root) for d in read_documents(text)), key=repr)


def canonical(value: object) -> object:
    """Order of keys and of items aside."""
    if isinstance(value, dict):
        return {key: canonical(inner) for key, inner in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return sorted((canonical(v) for v in value), key=repr)
    return value


def conflict(ours: str, theirs: str, base: str | None = None) -> str:
    middle = f"||||||| base\n{base}" if base is not None else ""
    return f"<<<<<<< ours\n{ours}{middle}=======\n{theirs}>>>>>>> theirs\n"


def run(text: str, prefer: str = "auto", **more: Any) -> Outcome:
    outcome = migrate_text(text, "x.yaml", Settings(prefer=prefer, **more))  # type: ignore[arg-type]
    assert outcome.refusal is None, outcome.refusal
    if outcome.remaining:
        again = parse_conflicts(Source("x.yaml", outcome.text))
        for side in ("ours", "theirs"):
            read_documents(again.variant(side).text)  # type: ignore[arg-type]
    else:
        read_documents(outcome.text)
    return outcome


@settings(deadline=None, max_examples=60)
@given(sides())
def test_a_two_way_conflict_is_never_broken(texts: tuple[str, str, str]) -> None:
    _, ours, theirs = texts
    outcome = run(conflict(ours, theirs), "ours")
    # With the whole file the side that was preferred is taken, and what that drops is told.
    whole = any(decision.subject == "whole file" for decision in outcome.decisions)
    if outcome.remaining or whole:
        assert not whole or any(decision.dropped for decision in outcome.decisions)
        return
    stripped = {line.strip() for line in outcome.text.splitlines()}
    for line in {s.strip() for s in ours.splitlines()} & {s.strip() for s in theirs.splitlines()}:
        assert line in stripped or line.endswith(("[]", "{}"))  # which may be no fact
    for line in ours.splitlines():
        if line.strip().startswith("#"):
            assert line in outcome.text.splitlines()
    kept = {(d.kind, _name(d.root)) for text in (ours, theirs) for d in read_documents(text)}
    assert {(d.kind, _name(d.root)) for d in read_documents(outcome.text)} == kept
    assert not run(outcome.text).changed


def _name(root: Any) -> object:
    return root.get("metadata").node.get("name").node.text


@settings(deadline=None, max_examples=40)
@given(sides())
def test_without_the_older_facts_it_is_the_newer_text(texts: tuple[str, str, str]) -> None:
    _, ours, theirs = texts
    outcome = run(conflict(ours, theirs), "ours", one_sided="drop-older")
    if not outcome.remaining:
        assert outcome.text == ours


@settings(deadline=None, max_examples=60)
@given(sides())
def test_three_way_is_symmetric(texts: tuple[str, str, str]) -> None:
    base, ours, theirs = texts
    there, back = run(conflict(ours, theirs, base)), run(conflict(theirs, ours, base))
    if not there.remaining and not back.remaining:
        assert canonical(values(there.text)) == canonical(values(back.text))


@settings(deadline=None, max_examples=60)
@given(sides())
def test_a_change_of_one_side_is_taken(texts: tuple[str, str, str]) -> None:
    base, _, theirs = texts
    outcome = run(conflict(base.replace("# on", "# of"), theirs, base))
    if not outcome.remaining:
        assert canonical(values(outcome.text)) == canonical(values(theirs))
