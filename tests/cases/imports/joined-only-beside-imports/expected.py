from prefect import Flow
from prefect.storage import GCS

flow = Flow("one", storage=GCS("bucket"))

from prefect.storage import S3, Azure

two = Flow("two", storage=S3("flows"))
three = Flow("three", storage=Azure("container"))
