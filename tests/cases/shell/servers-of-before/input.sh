#!/bin/sh
docker pull prefecthq/server:core-0.14.22
docker pull "prefecthq/ui:core-0.15.13"
docker run -d --name apollo -p 4200:4200 prefecthq/apollo:0.12.6
helm upgrade prefect server --set apollo.image.repository=prefecthq/apollo --set apollo.image.tag=core-0.14.1
