import subprocess, sys

BASE = ["prefect", "agent"]
LABELS = ["-l", "etl"]

def start(kind: str = "docker") -> None:
    subprocess.run(["prefect", "agent"] + ["start"], check=True)
    subprocess.run(BASE + ["start", kind] + LABELS, check=True)
    subprocess.check_call([*BASE, "start", "local"])
    cmd = ["prefect"]
    cmd += ["agent", "start"]
    cmd.extend(["kubernetes"])
    subprocess.Popen(cmd)

def register(path):
    args = ["register", "flow", "--file", path, "--project", "x"]
    subprocess.run(["prefect", *args])
    subprocess.run([sys.executable, "-m", "prefect", "agent", "start"])
    subprocess.run(["poetry", "run", "prefect", "agent", "start"])
    cmd = ["prefect"]
    cmd.append("register")
    cmd.append("flow")
    cmd.append("--file")
    cmd.append(path)
    subprocess.run(cmd)
    exe = "prefect"
    subprocess.run([exe, "agent", "start"])
    subprocess.run(" ".join([exe, "agent", "start", "docker"]), shell=True)
    subprocess.run("prefect " + "agent start", shell=True)
    subprocess.run(f"{exe} agent start docker", shell=True)
    subprocess.run("%s agent start" % exe, shell=True)
    subprocess.run(("prefect " "agent " "start").split())
    action = "start" if path else "install"
    subprocess.run(["prefect", "agent", action, "kubernetes"])
    subprocess.run("prefect agent {} kubernetes".format(action), shell=True)
    subprocess.run(list(("prefect", "agent", "start")))
    sub = "agent start".split()
    subprocess.run(["prefect"] + sub)
    subprocess.run(args=["prefect", "agent", "start"])
    subprocess.run(args="prefect agent start", shell=True)
    run = subprocess.run
    run(["prefect", "agent", "start"])
    subprocess.run(["prefect"] + "agent start docker".split())
