flow.run(project="x", run_config=LocalRun(env={}, labels=["a"]))
