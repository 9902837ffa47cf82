from __future__ import annotations

import copy
from typing import Any

import journal


class Configuration:
    def __init__(self) -> None:
        self.api_key: dict[str, str] = {}


class ApiClient:
    def __init__(self, configuration: Configuration | None = None) -> None:
        self.configuration = configuration or Configuration()
        self.rest_client = type("Rest", (), {"pool_manager": None})()


class _Api:
    def __init__(self, api_client: ApiClient | None = None) -> None:
        self.api_client = api_client or ApiClient()


class BatchV1Api(_Api):
    def create_namespaced_job(self, namespace: str, body: Any) -> None:
        journal.record("job", namespace=namespace, body=copy.deepcopy(body))


class CoreV1Api(_Api):
    def list_namespaced_secret(self, namespace: str, watch: bool = False) -> Any:
        return type("Secrets", (), {"items": []})()

    def create_namespaced_secret(self, namespace: str, body: Any) -> None:
        journal.record("secret", namespace=namespace, name=body.metadata["name"])


class AppsV1Api(_Api):
    pass


class V1Secret:
    def __init__(self, **fields: Any) -> None:
        self.__dict__.update(fields)
