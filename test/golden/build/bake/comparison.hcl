target "default" { args = {
  A = 1 < 2, B = 2 <= 2, C = 3 > 4, D = 4 >= 4, E = "a" == "a", F = 1 == "1", G = true != false, H = [1, 2] == [1, 2]
  I = { a = 1 } == { a = 1 }, J = null == null, K = 1 + 1 == 2 && !(2 > 3), L = true || false && false, M = !true || true
  N = 1 == 1 == true, O = "true" && true, P = [] == [], Q = 1.0 == 1
} }
