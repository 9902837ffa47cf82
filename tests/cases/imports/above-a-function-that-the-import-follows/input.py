def configure(flow):
    flow.environment = prefect.environments.LocalEnvironment(labels=["late"])


import prefect

flow = prefect.Flow("late")
configure(flow)
