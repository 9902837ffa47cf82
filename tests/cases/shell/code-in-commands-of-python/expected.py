import subprocess
import sys

subprocess.run([sys.executable, "-c", "import prefect; prefect.Flow('a').deploy('etl')"])
subprocess.run(
    [
        "python",
        "-c",
        "from prefect.agent.kubernetes import ResourceManager; ResourceManager().start()",
    ]
)
subprocess.run(["python", "-c", "import prefect; print(prefect.__version__)"])
subprocess.run([sys.executable, "-m", "prefect", "agent", "docker", "start"])
