from prefect import Flow, executors

flow = Flow("f")
flow.run(executor=executors.LocalExecutor())
