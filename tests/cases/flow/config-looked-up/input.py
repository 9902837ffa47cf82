import prefect

token = prefect.config.cloud.get("auth_token")
logs = prefect.config.logging["log_to_cloud"]
kept = prefect.config.cloud.get("api"), prefect.config["cloud"]["api"], {"auth_token": 1}.get("auth_token")
