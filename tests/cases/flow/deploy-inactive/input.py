from prefect import Flow

flow = Flow('f')
flow.deploy('project', set_schedule_inactive=True)
