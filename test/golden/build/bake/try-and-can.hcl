variable "O" { default = { a = { b = "x" } } }
target "default" { args = {
  A = try(O.a.c, O.a.b), B = try(O.z, "fallback"), C = can(O.a.b), D = can(O.nothing.here)
} }
