#!/bin/sh
prefect server start &
prefect agent start -p 'default-agent-pool' &
