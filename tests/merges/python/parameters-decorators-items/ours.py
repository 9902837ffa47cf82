FLAGS = ["white", "red", "green", "blue"]
DEPTHS = {"north": 3, "south": 5}


@logged(level=1)
def berth(ship: Ship, place=None):
    return moor(ship, place, FLAGS, wait=True)


def leave(ship):
    for rope in ship.ropes:
        if rope.tied and not rope.cut:
            untie(rope)
    return ship
