import json

from depot import Shelf


def load(path):
    return Shelf(json.loads(path.read_text()))
