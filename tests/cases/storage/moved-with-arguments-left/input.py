from prefect import Flow
from prefect.environments.storage import Azure, GitHub, S3

OPTIONS = {}
flow = Flow("a", storage=GitHub("us/flows"))
flow.storage = Azure("flows", connection_string="AccountName=a")
flow.storage = S3("flows", *OPTIONS)
