from typing import TYPE_CHECKING, Dict, Optional

from prefect import Flow
from prefect.tasks.prefect import FlowRunTask

if TYPE_CHECKING:
    from prefect.engine.result_handlers import LocalResultHandler
    from prefect.environments import LocalEnvironment
    from prefect.environments.storage import Storage


def build(environment: "Optional[LocalEnvironment]", storage: "Storage" = None) -> "Flow":
    return Flow("LocalEnvironment")


children: Dict[str, "FlowRunTask"] = {"FlowRunTask": FlowRunTask("x")}


def keep(handler: 'Optional["LocalResultHandler"]') -> "LocalResultHandler":
    return handler
