import boto3
from prefect import Flow

stacks = [boto3.client("cloudformation"), Flow("f")]
for stack in stacks:
    stack.deploy("etl")


class Service:
    def __init__(self, bucket):
        self.bucket = bucket

    def deploy(self):
        self.bucket.deploy("etl")


def containers(names):
    return [Service(name) for name in names]


for container in containers("ab"):
    container.deploy()
Service("x").deploy()
boto3.client("s3").deploy("etl")
