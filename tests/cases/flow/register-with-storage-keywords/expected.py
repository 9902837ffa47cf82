from prefect import Flow
from prefect.storage import Docker

bare = Flow("bare")
bare.register("p", registry_url="registry.example", image_name="etl")
bare.register(registry_url="registry.example")
stored = Flow("stored", storage=Docker())
stored.register("p", registry_url="ignored")
