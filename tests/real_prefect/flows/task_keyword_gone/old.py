from prefect import Flow, task
from prefect.tasks.github import OpenGitHubIssue


@task
def numbers():
    return [1, 2, 3]


@task
def total(xs):
    return sum(xs)


issue = OpenGitHubIssue(repo="us/flows", title="x", token_secret="TOKEN")
with Flow("issue") as flow:
    total(numbers())
    issue()
