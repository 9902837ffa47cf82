import docker
from click.testing import CliRunner
from invoke import task
from prefect.cli import cli


@task
def register(c, name):
    c.run(f"prefect register flow -f {name}", pty=True)
    c.run("prefect register flow -f " + name)
    c.run("prefect agent start docker")
    with c.prefix("prefect auth login -t x"):
        c.run("ls")


def start(kind):
    command = f"prefect agent start {kind}"
    docker.from_env().containers.run("image", "prefect agent start docker")
    docker.from_env().containers.run("image", command=command)
    CliRunner().invoke(cli, ["agent", "start", "docker"])
    CliRunner().invoke(cli, ["agent", "docker", "start"])
