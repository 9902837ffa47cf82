import os
import subprocess

HOME = os.environ["HOME"]
print("starting")


def start():
    os.chdir(HOME)
    return os.system("prefect execute flow-run")


def prepare():
    subprocess.run("prefect make-user-config", shell=True)
