FLAGS = ["white", "red", "green", "black"]
DEPTHS = {"north": 3, "south": 5, "east": 9}


@logged(level=2)
@timed
def berth(ship: Ship, place=None, pilot=None):
    return moor(pilot or ship, place, FLAGS, wait=True)


def leave(ship):
    for rope in ship.ropes:
        if rope.tied and not rope.cut:
            untie(rope, gently=True)
            coil(rope)
    return ship
