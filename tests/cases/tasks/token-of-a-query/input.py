from prefect import Client


def ask(client: Client, session):
    client.graphql("query { hello }", token="x")
    client.post("/x", server="y", token="z")
    session.post("/x", token="z")
    client.graphql("query { hello }", api_key="x")
