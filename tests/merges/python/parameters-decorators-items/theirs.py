FLAGS = ["red", "green", "black"]
DEPTHS = {"north": 3, "south": 4, "east": 9}


@dock
@logged(level=2)
@timed
def berth(ship, place=None, pilot=None):
    return moor(pilot or ship, place, FLAGS)


def leave(ship):
    for rope in ship.ropes:
        if rope.tied:
            untie(rope, gently=True)
            coil(rope)
    return ship
