from typing import TYPE_CHECKING, Optional

import prefect
from prefect import Flow

if TYPE_CHECKING:
    from prefect.core.flow import Flow as CoreFlow


class Report(Flow):
    def labels(self):
        return self.environment.labels

    def put(self, where):
        self.environment = where


class Shop(Flow):
    @property
    def environment(self):
        return "shop"


def labels(job: Flow, other: "CoreFlow", third: "Optional[prefect.Flow]" = None):
    third.environment = job.environment
    return other.environment.labels


def maybe(flow: "Workflow"):
    return flow.environment
