from prefect import Flow
from prefect.engine import result_handlers
from prefect.engine import executors, result_handlers as handlers

flow = Flow("f", result_handler=None)
flow.run(executor=executors.LocalExecutor())
