function "tag" {
  params = [name]
  result = "registry/${name}:${V}"
}
function "tags" {
  params = [prefix]
  variadic_params = names
  result = [for n in names : tag("${prefix}-${n}")]
}
function "inc" {
  params = [n]
  result = n + 1
}
variable "V" { default = "1" }
target "default" {
  tags = tags("app", "a", "b")
  args = { A = inc(inc(1)), B = tags("x", ["y", "z"]...)[1] }
}
