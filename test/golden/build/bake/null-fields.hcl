variable "NONE" { default = null }
target "_base" {
  target = "base"
  args = { A = "1" }
  tags = ["t"]
}
target "default" {
  inherits = ["_base"]
  target = null
  args = NONE
  tags = null
  platforms = NONE
}
