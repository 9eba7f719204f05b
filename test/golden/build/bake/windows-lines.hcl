variable "A" {
  default = "x"
}
target "default" {
  args = {
    A = A
    B = 1
  }
  tags = [
    "a",
  ]
}
