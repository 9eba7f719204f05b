variable "O" { default = { b = 1, a = 2, "c d" = 3 } }
target "default" {
  args = { for k, v in O : upper(replace(k, " ", "_")) => v * 10 if v != 2 }
  labels = merge({ x = "1" }, { for k, v in O : k => "v${v}" }, { "${"dyn"}amic" = "y", (O.a == 2 ? "two" : "other") = "z" })
  tags = [for k, v in O : "${k}=${v}"]
  target = O["c d"]
  no-cache-filter = keys({ z : 1, y : 2 })
}
