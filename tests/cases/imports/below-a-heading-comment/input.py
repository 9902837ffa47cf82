#!/usr/bin/env python
# Copyright of the shop
from prefect.environments import LocalEnvironment

from prefect import Flow

flow = Flow("a", environment=LocalEnvironment())
