class Robot:
    def move(self, steps, slow):
        for step in range(steps):
            self.turn(step)
            self.go(step)
        self.stop()

    def turn(self, angle):
        self.angle = angle

    def go(self, length):
        self.length = length
