variable "TAG" { default = "two" }
group "default" { targets = ["app", "web"] }
target "app" {
  args = { B = "2", C = EXTRA }
  tags = ["other:${TAG}"]
  cache-from = ["type=registry,ref=two"]
}
