def sail(ship, wind):
    for sail in ship.sails:
        hoist(sail)
        trim(
            sail,
            wind=wind,
        )


def anchor(ship):
    return ship.depth
