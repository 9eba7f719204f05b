target "default" { args = {
  A = absolute(-2), B = add(1, 2), C = subtract(1, 2), D = multiply(2, 3), E = divide(1, 4), F = modulo(7, 3), G = negate(3), H = int(2.9), I = int(-2.9)
  J = max(1, 5, 3), K = min(4, 2), L = pow(2, 10), M = signum(-9), N = parseint("ff", 16), O = parseint("-101", 2), P = ceil(1.2), Q = floor(-1.2), R = log(8, 2)
  S = greaterthan(2, 1), T = lessthanorequalto(1, 1), U = equal("a", "a"), V = notequal(1, 2), W = and(true, false), X = or(true, false), Y = not(true), Z = parseint("z9", 36)
} }
