import json

from depot import Shelf


def load(path, strict=False):
    return Shelf(json.loads(path.read_text()), strict=strict)
