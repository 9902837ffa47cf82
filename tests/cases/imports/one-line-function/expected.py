def make(): from prefect.run_configs import UniversalRun; from prefect import Flow; return Flow("x", run_config=UniversalRun(labels=["x"]))
class Lazy: from prefect.storage import S3; storage = S3("flows", add_default_labels=False)
