import os

from setuptools import setup

PREFECT_VERSION = "0.13.19"
PREFECT_MIN_VERSION = "0.13"
PANDAS_VERSION = "0.25.3"
RELEASES = {"prefect_image_tag": "0.13.19-python3.7", "prefect_ui_version": "0.1"}

os.environ["EXTRA_PIP_PACKAGES"] = "prefect==0.13.19 gcsfs"
environment = {"EXTRA_PIP_PACKAGES": f"gcsfs prefect=={PREFECT_VERSION}"}
settings = {"MESSAGE": "prefect==0.13.19"}
os.system(f"pip install prefect=={PREFECT_VERSION}")
setup(name="etl", install_requires=["prefect ~= " + PREFECT_VERSION, "pandas"])
if os.environ.get("OLD"):
    raise RuntimeError(f"needs prefect=={PREFECT_VERSION}")
storage_options = {"extra_commands": ["RUN pip install prefect==0.13.19 gcsfs"]}
