from prefect import Flow, task
from prefect.environments import Environment


@task
def numbers():
    return [1, 2, 3]


@task
def double(x):
    return 2 * x


@task
def total(xs):
    return sum(xs)


class Ours(Environment):
    def execute(self, flow):
        self.run(flow)

    def run(self, flow):
        from prefect.engine import get_default_flow_runner_class

        get_default_flow_runner_class()(flow=flow).run()


with Flow("ours", environment=Ours()) as flow:
    total(double.map(numbers()))
