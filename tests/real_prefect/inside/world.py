"""What lies outside a flow, replaced: the backend, the building of storage, the network."""

from __future__ import annotations

import base64
import gzip
import json
import socket
from typing import Any

import prefect

CALLS: list[dict[str, Any]] = []
REGISTERED: list[dict[str, Any]] = []
VERSION = tuple(int(part) for part in prefect.__version__.split("+")[0].split("."))


def replace() -> None:
    """Put the stand-ins in place; to be called once, before any flow."""
    _replace_network()
    _replace_client()
    _replace_storage()


def _replace_network() -> None:
    connect = socket.socket.connect

    def only_here(self: socket.socket, address: Any) -> Any:
        if isinstance(address, tuple) and not str(address[0]).startswith(("127.", "::1")):
            raise OSError(f"a description must not connect to {address}")
        return connect(self, address)

    socket.socket.connect = only_here  # type: ignore[method-assign]


def _replace_client() -> None:
    from prefect.client import Client

    def init(self: Any, *args: Any, **kwargs: Any) -> None:
        self.api_server = "http://recorded"
        self.api_key = self.tenant_id = self._tenant_id = self._api_token = None

    Client.__init__ = init
    Client.graphql = _graphql
    Client.get_cloud_url = lambda self, *args, **kwargs: "http://recorded"
    Client.get_flow_run_info = lambda self, *args: _result({"parameters": {}, "flow_id": "flow"})
    if hasattr(Client, "get_default_tenant_slug"):
        Client.get_default_tenant_slug = lambda self, *args, **kwargs: "tenant"


def _result(value: Any) -> Any:
    from prefect.utilities.collections import as_nested_dict
    from prefect.utilities.graphql import GraphQLResult

    return as_nested_dict(value, GraphQLResult)


def _decompress(text: str) -> Any:
    return json.loads(gzip.decompress(base64.b64decode(text)).decode())


def _graphql(self: Any, query: Any, **kwargs: Any) -> Any:
    sent = (kwargs.get("variables") or {}).get("input") or {}
    if isinstance(sent, str):
        sent = json.loads(sent)
    flow = sent.get("serialized_flow")
    if flow is not None:
        REGISTERED.append(_decompress(flow) if isinstance(flow, str) else flow)
    storage = REGISTERED[-1]["storage"] if REGISTERED else None
    return _result(
        {
            "data": {
                "project": [{"id": "project"}],
                "create_flow_from_compressed_string": {"id": "flow"},
                "create_flow": {"id": "flow"},
                "create_flow_run": {"id": "run"},
                "flow_by_pk": {"flow_group_id": "group"},
                "flow": [{"id": "flow", "storage": storage}],
                "tenant": [{"id": "tenant", "slug": "tenant"}],
            }
        }
    )


def _replace_storage() -> None:
    """Have ``build`` leave nothing behind and give images a name of their own."""
    if VERSION < (0, 14):
        from prefect.environments import storage
    else:
        from prefect import storage

    def build(self: Any, *args: Any, **kwargs: Any) -> Any:
        if hasattr(self, "image_name"):
            self.image_name = self.image_name or "built"
            self.image_tag = self.image_tag or "built"
        return self

    for held in list(vars(storage).values()):
        if isinstance(held, type) and issubclass(held, storage.Storage):
            held.build = build
