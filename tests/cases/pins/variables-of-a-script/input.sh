#!/bin/sh
VERSION=0.13.19
OTHER=1.4.1
pip install "prefect==$VERSION"
pip install "prefect==$OTHER"
docker pull "prefecthq/prefect:${VERSION}"
start() { prefect agent start docker; }
OTHER=0.13.19
