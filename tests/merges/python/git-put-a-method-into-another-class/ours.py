class Queue:
    size = 3

    def push(self, job):
        self.jobs.append(job)

    def pop(self):
        return self.jobs.pop()


class Log:
    def write(self, line):
        print(line)
