# args: -f files.hcl -f files-override.hcl
# file: files-override.hcl
variable "TAG" { default = "one" }
variable "EXTRA" { default = "e" }
group "default" { targets = ["app"] }
target "app" {
  args = { A = "1", TAG = TAG, B = "1" }
  tags = ["app:${TAG}"]
  cache-from = ["type=registry,ref=one"]
}
target "web" {}
