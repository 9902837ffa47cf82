<<<<<<< HEAD
import json
=======
import tomllib
>>>>>>> topic

from depot import Shelf


<<<<<<< HEAD
def load(path, strict=False):
    return Shelf(json.loads(path.read_bytes()), strict=strict)
=======
def load(path):
    return Shelf(tomllib.loads(path.read_text()))
>>>>>>> topic
