class Harbour:
    def enter(self, ship):
        self.ships.append(ship)
<<<<<<< HEAD
=======

    def toll(self, ship):
        return ship.length * 3 + ship.width
>>>>>>> topic

    def leave(self, ship):
        self.ships.remove(ship)


class Office:
    def open(self):
        self.door = True
<<<<<<< HEAD

    def toll(self, ship):
        return ship.length * 2
=======
>>>>>>> topic
