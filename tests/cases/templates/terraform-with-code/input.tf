resource "google_compute_instance" "agent" {
  metadata_startup_script = <<-EOT
    pip install 'prefect<0.14'
    python -c "from prefect.engine import executors"
  EOT
}
