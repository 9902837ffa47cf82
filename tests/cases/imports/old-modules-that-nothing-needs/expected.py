from prefect import Flow, storage
from prefect.run_configs import UniversalRun

first = Flow("first")
second = Flow("second", run_config=UniversalRun(labels=["x"]))
third = Flow("third", storage=storage.S3("bucket"))
