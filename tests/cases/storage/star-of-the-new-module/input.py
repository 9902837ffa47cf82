from prefect import Flow
from prefect.storage import *

flow = Flow("f", storage=Docker("registry", base_image="prefecthq/prefect:0.13.19"))
