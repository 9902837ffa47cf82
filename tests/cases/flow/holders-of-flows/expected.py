from typing import Callable, List, Optional, Union

from prefect import Flow
from prefect.environments import LocalEnvironment
from prefect.executors import LocalExecutor


def held(box: Box[Flow], made_by: Callable[[], Flow], several: "Optional[List[Flow]]"):
    box.environment = LocalEnvironment(executor=LocalExecutor())
    made_by.environment = LocalEnvironment(executor=LocalExecutor())
    several.environment = LocalEnvironment(executor=LocalExecutor())


def meant(one: "Flow", two: Optional["Flow"], three: Union[None, Flow], four: "Flow | None"):
    one.executor = LocalExecutor()
    two.executor = LocalExecutor()
    three.executor = LocalExecutor()
    four.executor = LocalExecutor()
