class Robot:
    def move(self, steps):
        for number in range(steps):
            self.turn(number)
            self.go(number)

    def turn(self, angle):
        self.angle = angle

    def go(self, length):
        self.length = length
