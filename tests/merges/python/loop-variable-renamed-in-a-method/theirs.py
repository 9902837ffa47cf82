class Robot:
    def move(self, steps):
        for step in range(steps):
            self.turn(step)
            self.go(step)
            print(step)

    def turn(self, angle):
        self.angle = angle

    def go(self, length):
        self.length = length
