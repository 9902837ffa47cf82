from prefect import task


@task
def load(path):
    return open(path).read()


@task
def clean(text):
    return text.lower()
<<<<<<< HEAD


@task
def load(path, mode="r"):
    return open(path, mode).read()
=======
>>>>>>> topic
