def sail(ship, wind):
    for sail in ship.sails:
        hoist(sail)
    steer(
        ship,
        course=wind.course,
    )


def anchor(ship):
    return ship.depth
