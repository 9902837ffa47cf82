import tomllib

from depot import Shelf


def load(path, strict=False):
    return Shelf(tomllib.loads(path.read_text()), strict=strict)
