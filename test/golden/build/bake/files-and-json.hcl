# args: -f files-and-json.hcl -f other.json
variable "TAG" { default = "one" }
target "default" {
  args = { A = TAG, B = "1" }
  tags = ["app:${TAG}"]
}
