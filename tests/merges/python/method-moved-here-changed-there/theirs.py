class Harbour:
    def enter(self, ship):
        self.ships.append(ship)

    def toll(self, ship):
        return ship.length * 3 + ship.width

    def leave(self, ship):
        self.ships.remove(ship)


class Office:
    def open(self):
        self.door = True
