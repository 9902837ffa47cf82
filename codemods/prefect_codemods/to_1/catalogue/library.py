"""The catalogue of Prefect 0.x and 1.x as the engines and the merge ask for it."""

from __future__ import annotations

import re

from prefect_codemods.knowledge import Catalogue
from prefect_codemods.to_1.catalogue.links import canonical_link
from prefect_codemods.to_1.catalogue.names import has_name, is_old, known_names
from prefect_codemods.to_1.catalogue.stable_names import (
    STABLE_ATTRIBUTES,
    STABLE_NAMES,
    STABLE_PATHS,
)
from prefect_codemods.to_1.release_signs import ENVIRONMENTS

_STEALING = "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING"
_BLOCKED = "DASK_DISTRIBUTED__SCHEDULER__BLOCKED_HANDLERS"
_WORKER = "no effect on a worker, which reads `distributed.worker.*` only"


def _is_removed(dotted: str) -> bool:
    parts = dotted.split(".")
    paths = (".".join(parts[:count]) for count in range(1, len(parts) + 1))
    return any(row is not None and bool(row.removed) for row in map(known_names().get, paths))


CATALOGUE = Catalogue(
    library="prefect",
    exports=has_name,
    old_names=known_names,
    stable_names=STABLE_NAMES,
    stable_attributes=STABLE_ATTRIBUTES,
    stable_paths=STABLE_PATHS,
    is_removed=_is_removed,
    is_old=is_old,
    moved_paths=re.compile(
        r"prefect\.(?:environments|storage|executors|run_configs"
        r"|engine\.(?:executors|result_handlers|results?)|artifacts|backend|exceptions|utilities\.exceptions|tasks)\b"
    ),
    canonical_link=canonical_link,
    container_names={"flow-container": "flow"},
    lost_classes_module="prefect.environments",
    lost_classes=ENVIRONMENTS,
    customary={
        "prefect": "prefect",
        **{name: f"prefect.{name}" for name in ("Flow", "Parameter", "Task", "task")},
        **{
            name: f"prefect.executors.{name}"
            for name in ("DaskExecutor", "LocalDaskExecutor", "LocalExecutor")
        },
    },
    setting_notes={
        (_STEALING, "dask-worker"): _WORKER,
        (_BLOCKED, "dask-worker"): _WORKER,
        (_STEALING, "dask-scheduler"): (
            "it turns work stealing off, which balances the workers' load"
        ),
    },
)
