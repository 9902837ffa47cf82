"""Which side is the newer one, told by what stands around flows."""

from __future__ import annotations

import pytest

from prefect_migrate.conflicts import parse
from prefect_migrate.model import Source
from prefect_migrate.reconcile.direction import infer
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
]


def conflict(ours: str, theirs: str) -> Source:
    return Source("a.txt", f"<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> side\n")


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_the_newer_side_is_newer_whichever_way_round(old: str, new: str) -> None:
    settings = Settings()
    assert infer(parse(conflict(new, old), settings), settings).newer == "ours"
    assert infer(parse(conflict(old, new), settings), settings).newer == "theirs"


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("prefect==1.0.0", "prefect==1.2.0"),
        ("image: prefecthq/prefect:0.13.4", "image: prefecthq/prefect:0.13.19"),
        ("dask==0.13", "dask==1.0"),
        ("prefect agent local start", "prefect==1.2.0"),
    ],
)
def test_what_tells_nothing(ours: str, theirs: str) -> None:
    settings = Settings()
    found = infer(parse(conflict(ours, theirs), settings), settings).newer
    assert found is None
    assert infer(parse(conflict(theirs, ours), settings), settings).newer is None
