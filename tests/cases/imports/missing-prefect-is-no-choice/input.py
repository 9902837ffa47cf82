import sys

try:
    from prefect import Flow
    from prefect.engine.executors import LocalDaskExecutor
except ImportError as error:
    print("pip install prefect")
    raise SystemExit(1) from error

try:
    from prefect.environments.storage import GCS
except ModuleNotFoundError:
    sys.exit("pip install 'prefect[google]'")

flow = Flow("needs it", storage=GCS("b", add_default_labels=False))
flow.run(executor=LocalDaskExecutor())
