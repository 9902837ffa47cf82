class Cart:
    def total(self):
        return sum(self.prices)

    def count(self):
        return len(self.prices)

    def clear(self):
<<<<<<< HEAD
        self.prices.clear()

    def count(self) -> int:
        return len(self.prices)
||||||| base
        self.prices.clear()
=======
        self.prices = []
>>>>>>> topic
