import tomllib

from depot import Shelf


def load(path):
    return Shelf(tomllib.loads(path.read_text()))
