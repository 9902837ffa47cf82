from prefect import Flow
from prefect.environments.storage import GCS

flow = Flow("one", storage=GCS("bucket"))

from prefect.environments.storage.s3 import S3
from prefect.storage import Azure

two = Flow("two", storage=S3("flows"))
three = Flow("three", storage=Azure("container"))
