"""A stand-in for boto3: real clients need credentials and a network, so calls are noted."""

from __future__ import annotations

import copy
from typing import Any

import journal


class _Client:
    def __init__(self, service: str) -> None:
        self.service = service

    def describe_task_definition(self, taskDefinition: str) -> Any:
        from botocore.exceptions import ClientError

        raise ClientError("no such task definition", "DescribeTaskDefinition")

    def register_task_definition(self, **kwargs: Any) -> Any:
        journal.record("task definition", kwargs=copy.deepcopy(kwargs))
        return {"taskDefinition": {"taskDefinitionArn": "registered:1"}}

    def deregister_task_definition(self, **kwargs: Any) -> None:
        pass

    def run_task(self, **kwargs: Any) -> Any:
        journal.record("run task", kwargs=copy.deepcopy(kwargs))
        return {"tasks": [{"taskArn": "task"}]}

    def describe_vpcs(self, **kwargs: Any) -> Any:
        return {"Vpcs": [{"VpcId": "vpc"}]}

    def describe_subnets(self, **kwargs: Any) -> Any:
        return {"Subnets": [{"SubnetId": "subnet-of-the-account"}]}


def client(service: str, *args: Any, **kwargs: Any) -> _Client:
    return _Client(service)


class _Session:
    def client(self, service: str, *args: Any, **kwargs: Any) -> _Client:
        return _Client(service)


class session:
    Session = staticmethod(lambda *args, **kwargs: _Session())


Session = session.Session
