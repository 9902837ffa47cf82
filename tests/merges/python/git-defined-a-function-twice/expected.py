import json
import time


class Meter:
    """Counts what goes through a pipe."""

    def __init__(self, name):
        self.name = name
        self.total = 0

    @property
    def title(self):
        return self.name.upper()

    def add(self, amount):
        self.total += amount
        return self.total

    def show(self):
        print(self.title, self.total)


<<<<<<< ours
def reset(meter):
    meter.total = 0


=======
>>>>>>> theirs
class Log:
    def __init__(self):
        self.lines = []

    def write(self, line):
        self.lines.append(line)


def saved(meter):
    data = {"name": meter.name, "total": meter.total}
    return json.dumps(data)


def timer():
    start = time.time()

    def lap():
        nonlocal start
        now = time.time()
        start, passed = now, now - start
        return passed

    return lap


<<<<<<< ours
=======
def reset(meter):
    meter.total = None


>>>>>>> theirs
def main():
    meter = Meter("water")
    meter.add(3)
    meter.show()
