prefect agent start -q default
prefect agent start --pool docker-pool kubernetes
