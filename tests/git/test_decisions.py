"""A decisions file: choices for conflicts and for single decisions, and ids that nothing has."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prefect_migrate.cli import run
from prefect_migrate.conflicts import parse_conflicts
from prefect_migrate.conflicts.choices import Choice
from prefect_migrate.git.resolve import resolve_with_choices
from prefect_migrate.model import Grade, Outcome, Source
from prefect_migrate.settings import Settings

Repo = Any
Printed = pytest.CaptureFixture[str]

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: worker
spec:
  containers:
    - name: worker
<<<<<<< HEAD
      image: prefecthq/prefect:1.4.1
      tty: true
      command: [run, fast]
=======
      image: prefecthq/prefect:0.13.19
      workingDir: /opt
      command: [run]
>>>>>>> old
---
apiVersion: v1
kind: Service
metadata:
  name: worker
<<<<<<< HEAD
spec:
  type: ClusterIP
=======
spec:
  type: ClusterIP
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
>>>>>>> old
"""
PAGE = f"""\
# Deploy

<<<<<<< HEAD
Set `flow.run_config = UniversalRun()`.

New words here.
=======
Set `flow.environment = LocalEnvironment()`.

A sentence of the old page alone.
>>>>>>> old

```yaml
{POD.partition("---")[0]}```
"""
CONFIG = "a: {}\nb: 0\nc: 0\nd: 0\ne: 0\nf: {}\ng: 0\nh: 0\ni: 0\nj: 0\nk: {}\n"
BASE = CONFIG.format(1, 1, 1)
OURS = CONFIG.format(2, 2, 2)
THEIRS = CONFIG.format(3, 3, 1)


@pytest.fixture
def inside(repo: Repo, monkeypatch: pytest.MonkeyPatch) -> Repo:
    monkeypatch.chdir(repo.top)
    return repo


def offered(text: str, path: str) -> Outcome:
    return resolve_with_choices(Source(path, text), Settings())


def policies(text: str, path: str) -> dict[str, Any]:
    return {d.subject: d for d in offered(text, path).decisions if d.grade is Grade.POLICY}


def overridden(text: str, path: str, subject: str, take: str) -> tuple[Outcome, list[str]]:
    """The file with one policy decided otherwise, and the lines that differ from the offer."""
    found = policies(text, path)
    made = next(d for name, d in found.items() if subject in name)
    outcome = resolve_with_choices(Source(path, text), Settings(), None, {made.id: Choice(take)})
    assert outcome.refusal is None, outcome.refusal
    before, after = (o.text.splitlines() for o in (offered(text, path), outcome))
    removed = [f"-{line}" for line in before if line not in after]
    return outcome, [*removed, *(f"+{line}" for line in after if line not in before)]


@pytest.mark.parametrize("path", ["pod.yaml", "page.md"])
@pytest.mark.parametrize(
    ("subject", "take", "differs"),
    [
        (
            ".image",
            "theirs",
            ["-      image: prefecthq/prefect:1.4.1", "+      image: prefecthq/prefect:0.13.19"],
        ),
        (".tty", "theirs", ["-      tty: true"]),
        (".workingDir", "ours", ["-      workingDir: /opt"]),
        (".command", "theirs", ["-      command: [run, fast]", "+      command: [run]"]),
    ],
)
def test_a_policy_on_a_field_can_be_decided_otherwise(
    path: str, subject: str, take: str, differs: list[str]
) -> None:
    text = POD if path == "pod.yaml" else PAGE
    outcome, changed = overridden(text, path, subject, take)
    assert changed == differs
    (made,) = (d for d in outcome.decisions if d.grade is Grade.CHOSEN)
    assert subject in made.subject
    assert (made.rule, made.action) == ("decisions", take)


def test_a_whole_manifest_goes_with_its_separator() -> None:
    outcome, _ = overridden(POD, "pod.yaml", "ConfigMap", "ours")
    assert outcome.text.count("---\n") == 1
    assert "ConfigMap" not in outcome.text


@pytest.mark.parametrize(
    ("subject", "take", "differs"),
    [
        ("A sentence", "theirs", ["+A sentence of the old page alone."]),
        ("New words", "theirs", ["-New words here."]),
        (
            "run_config",
            "theirs",
            [
                "-Set `flow.run_config = UniversalRun()`.",
                "+Set `flow.environment = LocalEnvironment()`.",
            ],
        ),
    ],
)
def test_a_policy_on_prose_can_be_decided_otherwise(
    subject: str, take: str, differs: list[str]
) -> None:
    assert overridden(PAGE, "page.md", subject, take)[1] == differs


@pytest.mark.parametrize(("text", "path"), [(POD, "pod.yaml"), (PAGE, "page.md")])
def test_every_policy_can_be_left_open(text: str, path: str) -> None:
    found = policies(text, path)
    assert len(found) >= 4
    for made in found.values():
        outcome = resolve_with_choices(
            Source(path, text), Settings(), None, {made.id: Choice("reject")}
        )
        assert outcome.refusal is None
        (left,) = outcome.remaining
        assert "you decide this yourself" in left.reason
        assert all(other in {d.id for d in outcome.decisions} for other in _ids(found, made.id))


def _ids(found: dict[str, Any], but: str) -> set[str]:
    return {made.id for made in found.values() if made.id != but}


def test_what_is_certain_is_not_decided_by_itself(inside: Repo, capsys: Printed) -> None:
    inside.fork("a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 1\nb: 2\n", "c.yaml")
    inside("merge", "side", code=1)
    assert run(["--check", "--output-format", "json", "c.yaml"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    proven = next(made for made in file["decisions"] if made["action"] == "theirs")
    (inside.top / "choices.toml").write_text(f'"{proven["id"]}" = "ours"\n')
    before = inside.read("c.yaml")
    assert run(["--decisions", "choices.toml", "c.yaml"]) == 2
    assert f"decision {proven['id']} is proven and can't be changed" in capsys.readouterr().err
    assert inside.read("c.yaml") == before


def test_a_choice_is_told_once_with_its_line_and_side(inside: Repo, capsys: Printed) -> None:
    inside.fork(BASE, OURS, THEIRS, "c.yaml")
    inside("merge", "side", code=1)
    first, second = parse_conflicts(Source("c.yaml", inside.read("c.yaml"))).conflicts
    (inside.top / "choices.toml").write_text(f'"{first.id}" = "theirs"\n"{second.id}" = "ours"\n')
    assert run(["--decisions", "choices.toml", "--output-format", "concise", "c.yaml"]) == 0
    told = capsys.readouterr().out
    assert told.count("[chosen]") == 2
    theirs, ours = first.theirs_start + 1, second.ours_start + 1
    assert f"c.yaml:{theirs}: decisions [chosen] text a: 3: take theirs (id {first.id})" in told
    assert f"c.yaml:{ours}: decisions [chosen] text f: 2: take ours (id {second.id})" in told
    assert inside.read("c.yaml") == CONFIG.format(3, 2, 2)


@pytest.mark.parametrize("take", ["ours", "theirs", "both", "text"])
def test_a_choice_for_what_the_merge_would_split(inside: Repo, take: str) -> None:
    """Git's one conflict is several for the merge, or none; the person's word stands all the same."""
    from prefect_migrate.reconcile.bases_and_direction import gather_bases

    inside.fork("a: 1\nb: 1\n", "a: 2\nb: 1\n", "a: 1\nb: 2\n", "c.yaml")
    inside("merge", "side", code=1)
    path = Path("c.yaml").resolve()
    source = Source(str(path), path.read_text())
    (conflict,) = parse_conflicts(source).conflicts
    base = gather_bases({path: source}, Settings())[path]
    assert resolve_with_choices(source, Settings(), base).text == "a: 2\nb: 2\n"
    choice = Choice(take, "c: 3\n") if take == "text" else Choice(take)  # type: ignore[arg-type]
    outcome = resolve_with_choices(source, Settings(), base, {conflict.id: choice})
    assert outcome.refusal is None
    assert outcome.text == "".join(choice.lines(conflict))


def test_one_conflict_of_an_unmerged_file_can_be_left_open(inside: Repo) -> None:
    base = "a: 1\nb: 1\nc: 0\nd: 0\ne: 0\nf: 0\ng: 1\nh: 1\n"
    ours, theirs = (
        base.replace("a: 1", "a: 2").replace("g: 1", "g: 2"),
        base.replace("b: 1", "b: 2").replace("h: 1", "h: 2"),
    )
    inside.fork(base, ours, theirs, "c.yaml")
    inside("merge", "side", code=1)
    first, _ = parse_conflicts(Source("c.yaml", inside.read("c.yaml"))).conflicts
    (inside.top / "choices.toml").write_text(f'"{first.id}" = "reject"\n')
    assert run(["--decisions", "choices.toml", "c.yaml"]) == 1
    text = inside.read("c.yaml")
    assert text.startswith("".join(first.lines))
    assert text.endswith("g: 2\nh: 2\n")
    assert text.count("<<<<<<<") == 1


def test_unknown_ids_are_named_with_the_nearest_one(inside: Repo, capsys: Printed) -> None:
    inside.fork(BASE, OURS, THEIRS, "c.yaml")
    inside("merge", "side", code=1)
    first, second = parse_conflicts(Source("c.yaml", inside.read("c.yaml"))).conflicts
    wrong = first.id[:-1] + ("0" if first.id[-1] != "0" else "1")
    (inside.top / "choices.json").write_text(
        json.dumps({wrong: "ours", "000000aaaaaa": "ours", second.id[:6]: "ours"})
    )
    assert run(["--decisions", "choices.json", "--check", "c.yaml"]) == 1
    told = capsys.readouterr().err
    assert f"warning: choices.json: `{wrong}` is not an id in these files" in told
    assert f"did you mean `{first.id}`?" in told
    assert "`000000aaaaaa` is not an id in these files\n" in told
    assert second.id[:6] not in told


def test_a_file_of_other_ids_only_is_one_warning(inside: Repo, capsys: Printed) -> None:
    inside.commit("x = 1\n", "Begin", "a.py")
    (inside.top / "choices.toml").write_text('"aaaaaaaaaaaa" = "ours"\n"bbbbbbbbbbbb" = "reject"\n')
    assert run(["--decisions", "choices.toml", "a.py"]) == 0
    told = capsys.readouterr().err
    assert "none of its ids is in these files: aaaaaaaaaaaa, bbbbbbbbbbbb\n" in told


def test_the_beginning_of_an_id_rejects_a_fix(inside: Repo, capsys: Printed) -> None:
    text = "from prefect.environments.storage import S3\n"
    inside.commit(text, "Begin", "a.py")
    assert run(["--check", "--output-format", "json", "a.py"]) == 1
    (file,) = json.loads(capsys.readouterr().out)["files"]
    id = file["changes"][0]["id"]
    (inside.top / "choices.toml").write_text(f'"{id[:7]}" = "reject"\n')
    run(["--decisions", "choices.toml", "a.py"])
    assert inside.read("a.py") == text
    assert "warning" not in capsys.readouterr().err
    assert run(["a.py"]) == 0
    assert inside.read("a.py") != text
