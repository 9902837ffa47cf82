from prefect.executors import LocalDaskExecutor, LocalExecutor
from prefect.engine.results import (
    GCSResult,
    LocalResult,
    PrefectResult,
)
from prefect.tasks.prefect import CancelFlowRun, RenameFlowRun, StartFlowRun
from prefect.storage import GCS, Docker, CodeCommit

executors = [LocalExecutor(), LocalDaskExecutor(scheduler="synchronous")]
results = [GCSResult("b"), PrefectResult(), LocalResult()]
runs = [CancelFlowRun("a"), StartFlowRun("b"), RenameFlowRun("c")]
storages = [GCS("b"), Docker(), CodeCommit("r", "p")]
