def make(): from prefect.environments import LocalEnvironment; from prefect import Flow; return Flow("x", environment=LocalEnvironment(labels=["x"]))
class Lazy: from prefect.environments.storage import S3; storage = S3("flows", add_default_labels=False)
