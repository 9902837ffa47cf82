class Harbour:
    def enter(self, ship):
        self.ships.append(ship)

    def leave(self, ship):
        self.ships.remove(ship)


class Office:
    def open(self):
        self.door = True

    def toll(self, ship):
        return ship.length * 2
