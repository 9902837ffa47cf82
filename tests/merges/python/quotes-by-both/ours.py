from enum import Enum


class Hook(Enum):
    Before = "before"
    After = 'after'
    Always = 'always'
    Never = 'never'


def target(kind: 'Hook') -> str:
    return {'before': 'setup', 'after': 'teardown'}[kind.value]
