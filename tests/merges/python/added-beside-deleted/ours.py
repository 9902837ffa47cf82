def sail(ship, wind):
    for sail in ship.sails:
        hoist(sail)
        shout("trim")
        # close to the wind
        trim(sail, wind=wind / 2)


def anchor(ship):
    return ship.depth
