import prefect
import prefect.environments.execution.base
from prefect.contrib import anything
from prefect.engine.executors import ProcessExecutor
from prefect.environments.execution import load_flow, load_and_run_flow
from prefect.environments.storage import Dokcer
from prefect.storage import S3
from prefect.tasks.airflow import AirflowTask
from prefect.utilities.environments import from_file

print(prefect.environments.execution.base._RunMixin, anything, load_flow, load_and_run_flow)
print(ProcessExecutor, AirflowTask, from_file, Dokcer(), S3("a", add_default_labels=False))
everything = prefect.environments
