from prefect import Flow  # prefect-migrate: ignore[PM110]

flow = Flow("f")  # prefect-migrate: ignore
