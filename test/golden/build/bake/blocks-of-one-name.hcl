target "app" {
  args = { A = "1" }
  tags = ["a"]
}
target "app" {
  args = { B = "2" }
  tags = ["b"]
}
group "default" { targets = ["app"] }
