def sail(ship, wind):
    for sail in ship.sails:
        hoist(sail)
        shout("trim")
<<<<<<< HEAD
        # close to the wind
        trim(sail, wind=wind / 2)
=======
>>>>>>> topic
    steer(
        ship,
        course=wind.course,
    )


def anchor(ship):
    return ship.depth
