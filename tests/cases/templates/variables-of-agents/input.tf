resource "kubernetes_deployment" "agent" {
  container {
    command = ["prefect", "agent", "kubernetes", "start"]

    env {
      name  = "JOB_CPU_LIMIT"
      value = "2"
    }

    env {
      name  = "NAMESPACE"
      value = "etl"
    }

    env {
      name  = "YAML_TEMPLATE"
      value = "/etc/etl/job.yaml"
    }
  }
}
