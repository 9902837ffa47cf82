#!/bin/bash
set -e
pip install prefect==0.14.0
docker build \
  -t flow \
  .
docker push flow
if [ -n "$X" ]; then
  echo x
fi
