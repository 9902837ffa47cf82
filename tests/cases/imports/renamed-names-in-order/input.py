from prefect.engine.executors import LocalExecutor, SynchronousExecutor
from prefect.engine.result_handlers import (
    GCSResultHandler,
    JSONResultHandler,
    LocalResultHandler,
)
from prefect.tasks.prefect import CancelFlowRunTask, FlowRunTask, RenameFlowRunTask
from prefect.environments.storage import GCS, Docker, CodeCommit

executors = [LocalExecutor(), SynchronousExecutor()]
results = [GCSResultHandler("b"), JSONResultHandler(), LocalResultHandler()]
runs = [CancelFlowRunTask("a"), FlowRunTask("b"), RenameFlowRunTask("c")]
storages = [GCS("b"), Docker(), CodeCommit("r", "p")]
