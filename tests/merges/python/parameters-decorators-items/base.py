FLAGS = ["red", "green", "blue"]
DEPTHS = {"north": 3, "south": 4}


@dock
@logged(level=1)
def berth(ship, place=None):
    return moor(ship, place, FLAGS)


def leave(ship):
    for rope in ship.ropes:
        if rope.tied:
            untie(rope)
    return ship
