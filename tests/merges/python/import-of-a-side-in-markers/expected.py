<<<<<<< HEAD
import json
=======
import tomllib
>>>>>>> topic

from depot import Shelf


def load(path, strict=False):
<<<<<<< HEAD
    return Shelf(json.loads(path.read_bytes()), strict=strict)
=======
    return Shelf(tomllib.loads(path.read_text()))
>>>>>>> topic
