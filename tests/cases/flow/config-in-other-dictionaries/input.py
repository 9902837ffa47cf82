import requests
import toml
from prefect import Flow

settings = {"cloud": {"graphql": "http://apollo:4200/graphql"}, "logging": {"level": "INFO"}}
with open("config.toml", "w") as file:
    toml.dump(settings, file)
timeouts = {"timeout": 3, "address": "local", "checkpoint": True}
requests.post("http://x", json={"graphql": "{ flow { id } }", "auth_token": "t"}, timeout=3)
requests.post("http://x", json={"client": {"auth_token": "t"}})
flow = Flow("etl")
flow.run(parameters={"graphql": "q", "cloud": "c"})
