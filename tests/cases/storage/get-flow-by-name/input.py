from prefect.environments.storage import GCS, Local
from prefect.storage import S3

local = Local("/flows", add_default_labels=False)
name = "etl"
one = local.get_flow(local.flows[name])
two = local.get_flow("etl")
three = local.get_flow("/flows/etl.prefect")
four = S3("flows").get_flow()
five = GCS("b", add_default_labels=False).get_flow(flow_location="etl/1")
six = client.get_flow("etl/1")
