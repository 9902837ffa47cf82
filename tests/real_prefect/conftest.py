from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from . import releases
from .bench import Bench


@pytest.fixture(scope="session")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    place = releases.folder()
    if not releases.fits(place):
        message = f"{place} is not filled: run tests/real_prefect/install"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    held = Bench(place.resolve(), tmp_path_factory.mktemp("home"))
    yield held
    held.close()
