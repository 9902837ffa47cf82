from typing import Callable, List, Optional, Union

from prefect import Flow
from prefect.engine.executors import LocalExecutor
from prefect.environments import LocalEnvironment


def held(box: Box[Flow], made_by: Callable[[], Flow], several: "Optional[List[Flow]]"):
    box.environment = LocalEnvironment(executor=LocalExecutor())
    made_by.environment = LocalEnvironment(executor=LocalExecutor())
    several.environment = LocalEnvironment(executor=LocalExecutor())


def meant(one: "Flow", two: Optional["Flow"], three: Union[None, Flow], four: "Flow | None"):
    one.environment = LocalEnvironment(executor=LocalExecutor())
    two.environment = LocalEnvironment(executor=LocalExecutor())
    three.environment = LocalEnvironment(executor=LocalExecutor())
    four.environment = LocalEnvironment(executor=LocalExecutor())
