"""Which side is the newer one, told by what stands around flows."""

from __future__ import annotations

from pathlib import Path

import pytest

from prefect_migrate.conflicts import Conflicted, parse_conflicts
from prefect_migrate.model import Source
from prefect_migrate.reconcile.bases_and_direction import group_directions
from prefect_migrate.reconcile.direction import agreed_direction, infer_direction
from prefect_migrate.settings import Settings

PAIRS = [
    ("image: prefecthq/prefect:0.13.19-python3.7", "image: prefecthq/prefect:1.2.0"),
    ("image: prefecthq/prefect:0.9.8", "image: prefecthq/prefect:0.14.22"),
    ("prefect[aws]==0.13.4", "prefect[aws]==1.2.0"),
    ("prefect>=0.12,<0.14", "prefect >= 0.15"),
    ("prefect agent start kubernetes", "prefect agent kubernetes start"),
    ('CMD ["prefect", "agent", "start", "docker"]', 'CMD ["prefect", "agent", "docker", "start"]'),
    ("prefect register flow --file f.py", "prefect register --project p --path f.py"),
    ("prefect auth login -t $TOKEN", "prefect auth login --key $KEY"),
    ("PREFECT__CLOUD__AGENT__AUTH_TOKEN=x", "PREFECT__CLOUD__API_KEY=x"),
    ("from prefect import Flow, task", "from prefect import flow, task"),
    ("image: prefecthq/prefect:1.4.1", "image: prefecthq/prefect:2-python3.11"),
    ("image: prefecthq/prefect:0.13.2", "image: prefecthq/prefect:3.1.0"),
    ("prefect agent local start", "prefect worker start --pool p"),
    ("from prefect.run_configs import LocalRun", "prefect deploy --all"),
]


def conflict(ours: str, theirs: str) -> Source:
    return Source("a.txt", f"<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> side\n")


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_newer_side_is_newer_whichever_way_round(old: str, new: str) -> None:
    settings = Settings()
    assert infer_direction(parse_conflicts(conflict(new, old)), settings).newer == "ours"
    assert infer_direction(parse_conflicts(conflict(old, new)), settings).newer == "theirs"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("prefect==1.0.0", "prefect==1.2.0"),
        ("image: prefecthq/prefect:0.13.4", "image: prefecthq/prefect:0.13.19"),
        ("dask==0.13", "dask==1.0"),
        ("prefect agent local start", "prefect==1.2.0"),
        ("from prefect.engine.executors import LocalExecutor", "from prefect.engine import x"),
        ("from prefect.run_configs import LocalRun", "A page without code."),
        ("image: prefecthq/prefect:0.13.4", "image: example/own:2.0"),
        ("prefect agent start kubernetes", ""),
        ("from prefect import flow", "from prefect.tasks import x"),
        ("prefect deploy --all", "from prefect import flow"),
    ],
)
def test_what_tells_nothing(ours: str, theirs: str) -> None:
    settings = Settings()
    found = infer_direction(parse_conflicts(conflict(ours, theirs)), settings).newer
    assert found is None
    assert infer_direction(parse_conflicts(conflict(theirs, ours)), settings).newer is None


def files(*pairs: tuple[str, str], label: str = "side") -> dict[Path, Conflicted]:
    texts = [conflict(*pair).text.replace("side", label) for pair in pairs]
    found = [Source(f"{number}.txt", text) for number, text in enumerate(texts)]
    return {Path(one.path): parse_conflicts(one) for one in found}


OLD, NEW = "prefect agent start kubernetes", "prefect agent kubernetes start"


def test_a_file_without_signs_goes_with_the_others_of_the_run() -> None:
    found = group_directions(files((NEW, OLD), ("a", "b")), Settings())
    silent = agreed_direction(
        infer_direction(files(("a", "b"))[Path("0.txt")], Settings()),
        found[Path("1.txt")],
        Settings(),
    )
    assert silent.newer == "ours"
    assert "0.txt shows that ours is newer" in silent.evidence[0]
    assert not any("neither" in sentence for sentence in silent.evidence)


def test_signs_of_one_side_in_each_of_two_files_tell_together() -> None:
    found = group_directions(files((NEW, "a"), ("b", OLD)), Settings())
    assert {direction.newer for direction in found.values()} == {"ours"}
    assert [sentence[:5] for sentence in found[Path("0.txt")].evidence] == ["0.txt", "1.txt"]


def test_files_that_contradict_each_other_tell_nothing() -> None:
    found = group_directions(files((NEW, OLD), (OLD, NEW), ("a", "b")), Settings())
    assert {direction.newer for direction in found.values()} == {None}


def test_files_of_another_merge_tell_nothing() -> None:
    together = files((NEW, OLD)) | {
        Path("9.txt"): parse_conflicts(
            Source("9.txt", conflict("a", "b").text.replace("side", "topic"))
        )
    }
    assert group_directions(together, Settings()) == {}


def test_the_path_of_a_renamed_file_is_no_part_of_the_label() -> None:
    renamed = parse_conflicts(
        Source("9.txt", conflict("a", "b").text.replace("side", "side:docs/9.txt"))
    )
    found = group_directions(files((NEW, OLD)) | {Path("9.txt"): renamed}, Settings())
    assert found[Path("9.txt")].newer == "ours"
