from prefect import Flow, task


@task
def one(): ...


def build():
    flow = Flow("built")
    flow.add_task(one)
    return flow


flows = [build(), Flow("other")]
for each in flows:
    each.register()
Flow("once").register()
with Flow("inside") as inside:
    one()
inside.register(build=False, set_schedule_active=False)
inside.register(project_name="p")
