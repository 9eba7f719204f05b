# args: app
target "app" {
  name = "app-${item.name}-${replace(v, ".", "_")}"
  matrix = { item = [{ name = "one", tgt = "a" }, { name = "two", tgt = "b" }], v = ["1.0", "2.0"] }
  target = item.tgt
  args = { V = v }
  tags = ["app:${item.name}-${v}"]
}
