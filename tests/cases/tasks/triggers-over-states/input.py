from prefect import task, triggers, Task


def mine(upstream_states):
    return all(s.is_successful() for s in upstream_states)


def looped(states):
    for state in states:
        if not state.is_successful():
            raise ValueError()
    return True


def fine(upstream_states):
    return all(s.is_successful() for s in upstream_states.values())


@task(trigger=mine)
def a():
    return 1


@task(trigger=fine)
def b():
    return 1


class C(Task):
    def __init__(self):
        super().__init__(trigger=looped)


d = Task(trigger=lambda states: any(s.is_failed() for s in states))
