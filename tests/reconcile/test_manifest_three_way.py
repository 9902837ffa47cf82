"""Random three-way edits of manifests as people write them, held against what is known to be right.

A side may leave anything in markers; what it resolves has to be what the base says. The truth is
kept as facts: a value, or the values of fields that mean something only together, by path.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from prefect_migrate import migrate_text
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.documents.manifest import read_documents
from prefect_migrate.model import Side, Source
from prefect_migrate.reconcile.manifests.values import node_meaning
from prefect_migrate.settings import Settings

Fields = dict[str, Any]
Facts = dict[str, object]
Choose = Callable[[int], int]

ORDERED = ("initContainers", "env")
NAMES = ("agent", "proxy", "logs", "wait", "seed")
VARIABLES = ("HOST", "PORT", "LEVEL", "ZONE", "KEY")
SOURCES: tuple[Fields, ...] = (
    {"value": "one"},
    {"value": "two"},
    {"value": "http://$(HOST)"},
    {"valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}},
    {"valueFrom": {"configMapKeyRef": {"name": "c", "key": "k"}}},
)
COMMANDS: tuple[Fields, ...] = (
    {"command": ["run"], "args": ["--fast"]},
    {"args": ["run", "--slow"]},
    {"command": ["sh", "-c"], "args": ["run --all"]},
    {"command": ["run"]},
    {},
)
AMOUNTS: tuple[Fields, ...] = (
    {"requests": {"cpu": "100m"}},
    {"requests": {"cpu": "1"}, "limits": {"cpu": "2"}},
    {"limits": {"cpu": "200m"}},
    {"limits": {"memory": "1Gi"}, "requests": {"memory": "1Gi"}},
)
HANDLERS: tuple[Fields, ...] = (
    {"exec": {"command": ["check"]}},
    {"httpGet": {"path": "/a", "port": 80}},
    {"tcpSocket": {"port": 80}},
)
VOLUMES: tuple[Fields, ...] = (
    {"emptyDir": {}},
    {"emptyDir": {"medium": "Memory"}},
    {"configMap": {"name": "c"}},
    {"persistentVolumeClaim": {"claimName": "p"}},
)


# --- manifests --------------------------------------------------------------------------------------


def container(name: str, choose: Choose) -> Fields:
    made: Fields = {"name": name, "image": f"registry/{name}:{choose(3)}"}
    made |= deepcopy(COMMANDS[choose(len(COMMANDS))])
    if choose(3):
        listed = [VARIABLES[(choose(5) + i) % 5] for i in range(choose(3) + 1)]
        made["env"] = [
            {"name": variable, **deepcopy(SOURCES[choose(len(SOURCES))])}
            for variable in dict.fromkeys(listed)
        ]
    if choose(2):
        made["resources"] = deepcopy(AMOUNTS[choose(len(AMOUNTS))])
    if choose(3) == 0:
        made["livenessProbe"] = {**deepcopy(HANDLERS[choose(3)]), "periodSeconds": 10}
    return made


def manifest(choose: Choose) -> Fields:
    spec: Fields = {"serviceAccountName": "flows"}
    if choose(2):
        spec["initContainers"] = [container(n, choose) for n in NAMES[3 : 3 + choose(2) + 1]]
    spec["containers"] = [container(name, choose) for name in NAMES[: choose(3) + 1]]
    if choose(2):
        spec["volumes"] = [
            {"name": f"v{i}", **deepcopy(VOLUMES[choose(4)])} for i in range(choose(3) + 1)
        ]
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": "agent", "labels": {"app": "agent", "team": "data"}},
        "spec": {
            "replicas": choose(3) + 1,
            "selector": {"matchLabels": {"app": "agent"}},
            "template": {"metadata": {"labels": {"app": "agent"}}, "spec": spec},
        },
    }


def edited(made: Fields, tag: str, choose: Choose) -> None:
    """One change of a side; what it adds is told by ``tag``."""
    pod = made["spec"]["template"]["spec"]
    key = ("containers", "containers", "initContainers")[choose(3)]
    held = pod.get(key) or pod["containers"]
    target = held[choose(len(held))]
    kind = choose(11)
    if kind == 0:
        made["spec"]["replicas"] = 10 + choose(3)
    elif kind == 1:
        made["metadata"]["labels"][f"{tag}-{choose(2)}"] = "x"
    elif kind == 2:
        made["metadata"]["labels"].pop("team", None)
    elif kind == 3:
        target["image"] = f"registry/{target['name']}:{tag}{choose(2)}"
    elif kind == 4:
        for field in ("command", "args"):
            target.pop(field, None)
        target |= deepcopy(COMMANDS[choose(len(COMMANDS))])
    elif kind == 5:
        target["resources"] = deepcopy(AMOUNTS[choose(len(AMOUNTS))])
    elif kind == 6:
        target["livenessProbe"] = {**deepcopy(HANDLERS[choose(3)]), "periodSeconds": choose(3)}
    elif kind in (7, 8):
        edited_list(target.setdefault("env", []), f"{tag.upper()}_", SOURCES, choose)
        if not target["env"]:
            del target["env"]
    elif kind == 9:
        edited_list(pod.setdefault("volumes", []), f"{tag}-", VOLUMES, choose)
        if not pod["volumes"]:
            del pod["volumes"]
    else:
        listed = pod.setdefault("initContainers", [])
        listed.insert(choose(len(listed) + 1), container(f"{tag}-{choose(3)}", choose))
        names = [item["name"] for item in listed]
        pod["initContainers"] = [v for i, v in enumerate(listed) if v["name"] not in names[:i]]


def edited_list(
    listed: list[Fields], prefix: str, values: tuple[Fields, ...], choose: Choose
) -> None:
    kind = choose(3)
    if kind == 0 or not listed:
        name = f"{prefix}{choose(3)}"
        if name not in {item["name"] for item in listed}:
            item = {"name": name, **deepcopy(values[choose(len(values))])}
            listed.insert(choose(len(listed) + 1), item)
    elif kind == 1:
        del listed[choose(len(listed))]
    else:
        item = listed[choose(len(listed))]
        fresh = {"name": item["name"], **deepcopy(values[choose(len(values))])}
        item.clear()
        item |= fresh


# --- text -------------------------------------------------------------------------------------------


def render(made: Fields, notes: dict[str, str], choose: Choose) -> str:
    """YAML in a layout that ``choose`` picks; ``notes`` are comments by path."""
    return "".join(_mapping(made, 0, "", notes, choose, choose(2) * 2))


def _mapping(
    value: Fields, column: int, path: str, notes: dict[str, str], choose: Choose, step: int
) -> Iterator[str]:
    for key, inner in value.items():
        at = f"{path}.{key}"
        blank = " " * column
        if at in notes and not notes[at].startswith("$"):
            yield f"{blank}# {notes[at]}\n"
        mark = f"  # {notes[at][1:]}" if notes.get(at, "").startswith("$") else ""
        if isinstance(inner, dict) and inner and (_deep(inner) or choose(2)):
            yield f"{blank}{key}:{mark}\n"
            yield from _mapping(inner, column + 2, at, notes, choose, step)
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            yield f"{blank}{key}:{mark}\n"
            for item in inner:
                yield from _item(item, column + step, at, notes, choose, step)
        else:
            yield f"{blank}{key}: {_flow(inner)}{mark}\n"


def _item(
    item: Fields, column: int, path: str, notes: dict[str, str], choose: Choose, step: int
) -> Iterator[str]:
    at = f"{path}[{item['name']}]"
    if at in notes:
        yield f"{' ' * column}# {notes[at].lstrip('$')}\n"
    lines = list(_mapping(item, column + 2, at, notes, choose, step))
    yield " " * column + "- " + lines[0].lstrip()
    yield from lines[1:]


def _deep(value: Fields) -> bool:
    """Whether braces around all of it would be more than people put into one line."""
    return any(
        isinstance(inner, dict) or (isinstance(inner, list) and isinstance(inner[0], dict))
        for inner in value.values()
    )


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{k}: {_flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow(v) for v in value) + "]"
    plain = isinstance(value, int) or re.fullmatch(r"[a-zA-Z/][\w./:-]*", value)
    return str(value) if plain else f'"{value}"'


# --- truth ------------------------------------------------------------------------------------------


def facts(made: Fields) -> Facts:
    """What a manifest says, by path; fields that belong together are one fact."""
    pod = made["spec"]["template"]["spec"]
    found: Facts = {"replicas": made["spec"].get("replicas")}
    found |= {f"label {k}": v for k, v in made["metadata"].get("labels", {}).items()}
    for key in ("initContainers", "containers"):
        for item in pod.get(key, ()):
            at = f"{key} {item['name']}"
            found[f"{at} image"] = item.get("image")
            found[f"{at} command"] = str([item.get("command"), item.get("args")])
            found[f"{at} resources"] = _known(item.get("resources", {}), ("requests", "limits"))
            found[f"{at} probe"] = str(_known(item.get("livenessProbe", {}), PROBE))
            for variable in item.get("env", ()):
                found[f"{at} env {variable['name']}"] = _known(variable, ("value", "valueFrom"))
    for volume in pod.get("volumes", ()):
        found[f"volume {volume['name']}"] = _known(volume, tuple(set(volume) - {"name"}))
    return {path: value for path, value in found.items() if value is not None}


PROBE = ("exec", "httpGet", "tcpSocket")


def _known(value: Fields, keys: tuple[str, ...]) -> str:
    return str({key: value[key] for key in sorted(keys) if key in value})


def sequences(made: Fields) -> dict[str, list[str]]:
    """The names in each list whose order counts."""
    pod = made["spec"]["template"]["spec"]
    found = {"initContainers": [item["name"] for item in pod.get("initContainers", ())]}
    for key in ("initContainers", "containers"):
        for item in pod.get(key, ()):
            listed = [variable["name"] for variable in item.get("env", ())]
            found[f"{key} {item['name']} env"] = listed
    return found


def read(text: str) -> Fields:
    """The one manifest of a text as plain values."""
    (document,) = read_documents(text)
    return cast(Fields, _plain(node_meaning(document.root)))


def _plain(value: object) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple) and len(value) == 2 and value[0] in ("str", "number"):
        return value[1]
    return [_plain(inner) for inner in value] if isinstance(value, tuple) else value


def comments(text: str) -> set[str]:
    return set(re.findall(r"# (note \w+)", text))


# --- the test ---------------------------------------------------------------------------------------


@st.composite
def three_sides(draw: st.DrawFn) -> tuple[list[Fields], list[str]]:
    """Base, ours and theirs, as values and as texts with comments."""
    numbers = draw(st.randoms(use_true_random=False))
    choose: Choose = numbers.randrange
    base = manifest(choose)
    sides = [base, deepcopy(base), deepcopy(base)]
    paths = sorted(_paths(base, ""))
    notes = {paths[choose(len(paths))]: f"note base{i}" for i in range(3)}
    notes |= {paths[choose(len(paths))]: f"$note mark{i}" for i in range(2)}
    texts = []
    layout = choose(1_000)
    for side, tag in zip(sides, ("base", "ours", "theirs"), strict=True):
        own = dict(notes)
        if tag != "base":
            for _ in range(choose(3) + 1):
                edited(side, tag, choose)
            for i in range(choose(3)):
                path = paths[choose(len(paths))]
                if choose(3):
                    own[path] = f"{'$' * choose(2)}note {tag}{i}"
                else:
                    own.pop(path, None)
        texts.append(render(side, own, _layout(layout if choose(3) else choose(1_000))))
    return sides, texts


def _layout(seed: int) -> Choose:
    import random

    return random.Random(seed).randrange


def _paths(value: Any, path: str) -> Iterator[str]:
    for key, inner in value.items():
        yield f"{path}.{key}"
        if isinstance(inner, dict):
            yield from _paths(inner, f"{path}.{key}")
        elif isinstance(inner, list) and inner and isinstance(inner[0], dict):
            for item in inner:
                yield f"{path}.{key}[{item['name']}]"


@settings(deadline=None, max_examples=80)
@given(three_sides())
def test_what_is_resolved_follows_from_the_base(given: tuple[list[Fields], list[str]]) -> None:
    sides, texts = given
    base, ours, theirs = texts
    text = f"<<<<<<< ours\n{ours}||||||| base\n{base}=======\n{theirs}>>>>>>> theirs\n"
    outcome = migrate_text(text, "x.yaml", Settings())
    assert outcome.refusal is None, outcome.refusal
    results = [outcome.text]
    if outcome.remaining:
        again = parse_conflicts(Source("x.yaml", outcome.text))
        names: tuple[Side, Side] = ("ours", "theirs")
        results = [again.variant(name).text for name in names]  # type: ignore[arg-type]
    made = [read(result) for result in results]
    check_facts([facts(side) for side in sides], [facts(result) for result in made])
    for result in made:
        check_order([sequences(side) for side in sides], sequences(result))
    check_comments([comments(side) for side in texts], comments(outcome.text))


def check_facts(sides: list[Facts], results: list[Facts]) -> None:
    base, ours, theirs = sides
    for path in {*base, *ours, *theirs}:
        before, mine, yours = base.get(path), ours.get(path), theirs.get(path)
        got = [result.get(path) for result in results]
        if mine == yours:
            assert mine in got, path
        elif mine == before or yours == before:
            right = yours if mine == before else mine
            assert right in got, (path, right, got)
            assert len(results) == 2 or got == [right], (path, right, got)
        else:
            assert len(results) == 2, (path, "both changed it")
        assert all(value in (before, mine, yours) for value in got), (path, "mixed", got)
    for result in results:
        assert set(result) <= {*base, *ours, *theirs}


def check_order(sides: list[dict[str, list[str]]], result: dict[str, list[str]]) -> None:
    """What a side added stands between the neighbours that it had, where all have these."""
    base, ours, theirs = sides
    for path, got in result.items():
        known = base.get(path, [])
        for mine, yours in ((ours.get(path, []), theirs.get(path, [])), (theirs.get(path, []), [])):
            added = [name for name in mine if name not in known and name not in yours]
            shared = [name for name in mine if name in known and name in got]
            for name in (name for name in added if name in got):
                for other in shared:
                    before = mine.index(name) < mine.index(other)
                    assert before == (got.index(name) < got.index(other)), (path, name, other)


def check_comments(sides: list[set[str]], result: set[str]) -> None:
    base, ours, theirs = sides
    lost = ((ours | theirs) - base | (base & ours & theirs)) - result
    assert not lost
