flow.run(project="x")
