variable "VERSIONS" { default = ["a", "b"] }
target "common" { args = { X = "1" } }
target "app" {
  inherits = ["common"]
  name = "app-${v}"
  matrix = { v = VERSIONS }
  contexts = { base = "target:base-${v}" }
}
target "base" {
  name = "base-${v}"
  matrix = { v = VERSIONS }
  args = { BASE = upper(v) }
}
group "default" { targets = ["app"] }
