import subprocess

TOKEN = open("token").read()
subprocess.run(["prefect", "agent", "kubernetes", "start", "--token", TOKEN, "-l", "stock"])
subprocess.run(["prefect", "agent", "docker", "start", "--token", TOKEN])
