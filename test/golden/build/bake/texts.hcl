target "default" { args = {
  A = upper("aé"), B = lower("ABC"), C = title("hello big world"), D = trim("xxaxx", "x"), E = trimprefix("v1.2", "v"), F = trimsuffix("a.go", ".go")
  G = trimspace("  a \n"), H = chomp("a\n\n"), I = indent(2, "a\nb"), J = join("-", split(",", "a,b,,c")), K = replace("a.b.c", ".", "-"), L = reverse("abc")
  M = strlen("añ"), N = substr("hello", 1, 3), O = substr("hello", -3, -1), P = substr("hello", 0, 99), Q = join("|", split("", "abc")), R = substr("abc", 1, 0)
} }
