class Queue:
    """Jobs in order."""

    size = 0

    def push(self, job):
        self.jobs.append(job)

    def pop(self):
        return self.jobs.pop()

    def peek(self):
        return self.jobs[-1]
