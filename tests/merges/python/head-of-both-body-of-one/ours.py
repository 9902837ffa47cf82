class Robot:
    def move(self, steps, fast):
        for step in range(steps):
            self.turn(step * 2)
            self.go(step)

    def turn(self, angle):
        self.angle = angle

    def go(self, length):
        self.length = length
