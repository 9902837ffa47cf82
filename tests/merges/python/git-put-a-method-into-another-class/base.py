class Queue:
    size = 3

    def push(self, job):
        self.jobs.append(job)


class Log:
    def write(self, line):
        print(line)
