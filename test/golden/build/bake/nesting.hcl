variable "MATRIX" { default = { a = [{ x = { y = ["deep"] } }] } }
target "default" {
  tags = [MATRIX.a[0].x.y[0], MATRIX["a"].0["x"].y.0]
  args = { A = "${"${"${"inner"}"}"}", B = ((((1)))), C = [[["l"]]][0][0][0], D = { a = { b = "c" } }.a.b, E = [for x in [for y in ["p", "q"] : upper(y)] : lower(x)][1] }
}
