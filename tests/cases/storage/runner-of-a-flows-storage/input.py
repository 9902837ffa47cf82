from prefect import Flow

flow = Flow("nightly")


def run_apart(location, env):
    runner = flow.storage.get_env_runner(location)
    return runner(env=env)
