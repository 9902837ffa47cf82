from prefect import Flow, task
from prefect.environments import LocalEnvironment, KubernetesJobEnvironment, FargateTaskEnvironment


@task
def one():
    return 1


def environment_for(kind):
    match kind:
        case "k8s":
            return KubernetesJobEnvironment(job_spec_file="job.yaml")
        case "ecs":
            return FargateTaskEnvironment(cluster="c")
        case _:
            return LocalEnvironment()


with Flow("f") as flow:
    one()

flow.environment = environment_for("k8s")
