#!/bin/sh
prefect agent start -p flows --name one
prefect agent local start -p flows --name two
prefect agent local start -p ./flows --name three
prefect agent local start -p "$FLOWS" --name four
