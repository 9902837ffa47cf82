from prefect import flow


@flow
def my_flow():
    pass


my_flow.deploy("nightly", work_pool_name="k8s")
