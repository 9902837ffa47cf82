helm upgrade --install flows ./chart --set image.tag=0.13.19-python3.7 --set image.repository=prefecthq/prefect
helm upgrade agent ./chart --set-string image.tag="0.13.2",replicas=2
helm upgrade prefect-agent ./chart --set-string image.tag="0.13.2",replicas=2
helm upgrade -i etl charts/etl -f values.yaml --set=prefect.imageTag=0.12.1 --namespace etl
helm template prefect charts/agent --set "agent.image.repository=mycorp/agent,agent.image.tag=0.13.2"
helm install p x --set server.prefectTag=0.15.3,ui.tag=$TAG
helm upgrade prefect-server x --set server.image.tag=all_extras-0.13.19
helm upgrade prefect-server x --set server.image.tag=1.4.1 --set 'jobs.labels={0.13.2}'
