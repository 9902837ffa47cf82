new ecs.FargateTaskDefinition(this, "t").addContainer("agent", {
  image: ecs.ContainerImage.fromRegistry("prefecthq/prefect:0.13.19"),
  command: ["prefect", "agent", "start", "fargate"],
  environment: { PREFECT__CLOUD__AGENT__AUTH_TOKEN: token },
});
