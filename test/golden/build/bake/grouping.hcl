variable "ITEMS" { default = [{ g = "x", v = "1" }, { g = "y", v = "2" }, { g = "x", v = "3" }] }
target "default" {
  args = { for k, vs in { for i in ITEMS : i.g => i.v... } : k => join("+", vs) }
  tags = [for k, v in { for i in ITEMS : i.v => i.g } : "${k}${v}"]
}
