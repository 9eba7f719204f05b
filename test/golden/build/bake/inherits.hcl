target "_common" {
  args = { A = "1", B = "1" }
  labels = { L = "1" }
  tags = ["common"]
  platforms = ["linux/amd64"]
  cache-from = ["type=registry,ref=one"]
  no-cache-filter = ["s1"]
}
target "_more" {
  args = { B = "2", C = "2" }
  cache-from = ["type=registry,ref=two"]
  dockerfile = "More"
  pull = true
}
target "app" {
  inherits = ["_common", "_more"]
  args = { C = "3", N = null }
  no-cache-filter = ["s2"]
}
target "child" {
  inherits = ["app"]
  tags = []
}
group "default" { targets = ["app", "child"] }
