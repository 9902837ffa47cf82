"""Prefect's images on Docker Hub."""

from __future__ import annotations

from prefect_codemods.options import Target

IMAGE: dict[Target, str] = {"0.14": "0.14.22", "0.15": "0.15.13", "1.x": "1.4.1"}
"""The last tag of each target."""

PYTHONS: dict[Target, tuple[int, ...]] = {
    "0.14": (6, 7, 8),
    "0.15": (6, 7, 8, 9),
    "1.x": (7, 8, 9, 10),
}
"""The minor releases of Python 3 that ``X-python3.N`` tags exist for."""
