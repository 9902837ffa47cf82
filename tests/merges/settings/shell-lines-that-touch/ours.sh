#!/bin/bash
set -e
pip install prefect==0.14.22
docker build \
  -t flow \
  .
docker push flow
if [ -n "$X" ]; then
  echo x
fi
