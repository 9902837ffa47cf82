from prefect.tasks.secrets import Secret
