from typing import TYPE_CHECKING, Dict, Optional

from prefect import Flow
from prefect.tasks.prefect import StartFlowRun

if TYPE_CHECKING:
    from prefect.engine.results import LocalResult
    from prefect.environments import LocalEnvironment
    from prefect.storage import Storage


def build(environment: "Optional[LocalEnvironment]", storage: "Storage" = None) -> "Flow":
    return Flow("LocalEnvironment")


children: Dict[str, "StartFlowRun"] = {"FlowRunTask": StartFlowRun("x")}


def keep(handler: 'Optional["LocalResult"]') -> "LocalResult":
    return handler
