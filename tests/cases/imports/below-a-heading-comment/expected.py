#!/usr/bin/env python
# Copyright of the shop

from prefect import Flow

flow = Flow("a")
