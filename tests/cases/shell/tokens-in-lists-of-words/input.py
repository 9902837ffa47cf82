import subprocess

TOKEN = open("token").read()
subprocess.run(["prefect", "agent", "start", "kubernetes", "--token", TOKEN, "-l", "stock"])
subprocess.run(["prefect", "agent", "docker", "start", "--token", TOKEN])
