import prefect
from prefect import config, context

token = config["cloud"]["auth_token"]
other = config.get("cloud", {}).get("agent", {}).get("auth_token")
third = config["cloud"].agent.auth_token
fourth = getattr(config.cloud, "auth_token", None)
cloud = prefect.config.cloud
fifth = cloud.auth_token or cloud["graphql"]
logging = context.config.logging
logging.log_to_cloud = True
kept = {"cloud": {"auth_token": 1}}["cloud"]["auth_token"]
kept = cloud.api, config["logging"]["level"], getattr(kept, "auth_token"), kept.auth_token
