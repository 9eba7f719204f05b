target "default" { args = {
  A = format("%s-%d", "a", 3), B = format("%05d|%-5s|%5s", 42, "ab", "cd"), C = format("%.2f", 3.14159), D = format("%v %v %v", 1.5, "x", true), E = format("%#v", { a = [1] }), F = format("%x %X %b %o", 255, 255, 5, 8)
  G = format("%q", "a\"b"), H = format("%%"), I = format("%[2]s %[1]s", "a", "b"), J = join(",", formatlist("%s:%s", ["a", "b"], "x")), K = format("%t", true), L = format("%e", 12345.678), M = format("%+d % d", 5, 5)
  N = format("%g", 123456789), O = format("%v", [1, 2]), P = format("%8.3f|", 2.5), Q = format("%s", 12), R = format("%.2s", "abcdef")
} }
