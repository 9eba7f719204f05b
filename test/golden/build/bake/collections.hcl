target "default" { args = {
  A = join(",", chunklist(["a", "b", "c"], 2)[0]), B = coalesce(null, "x"), C = join(",", coalescelist([], ["y"])), D = join(",", compact(["a", "", "b"]))
  E = contains(["a", "b"], "b"), F = join(",", distinct(["a", "b", "a"])), G = element(["a", "b"], 3), H = join(",", flatten([["a"], [["b"], "c"]]))
  I = hasindex(["a"], 0), J = hasindex(["a"], 1), K = index(["x", "y"], 1), L = join(",", keys({ b = 1, a = 2 })), M = join(",", [for v in values({ b = 1, a = 2 }) : tostringish(v)])
  N = lookup({ a = "1" }, "b", "none"), O = join(",", [for i in range(2, 8, 3) : "${i}"]), P = join(",", reverselist(["a", "b"])), Q = join(",", slice(["a", "b", "c"], 1, 3))
  R = join(",", sort(["b", "a", "B"])), S = zipmap(["a", "b"], [1, 2]).b, T = length(["a"]), U = join(",", [for i in range(3, 0) : "${i}"])
} }
function "tostringish" {
  params = [v]
  result = "${v}!"
}
