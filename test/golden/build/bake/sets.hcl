target "default" { args = {
  A = join(",", setunion(["b", "a"], ["c", "a"])), B = join(",", setintersection(["a", "b"], ["b", "c"])), C = join(",", setsubtract(["a", "b"], ["b"]))
  D = join(",", setsymmetricdifference(["a", "b"], ["b", "c"])), E = join(" ", [for p in setproduct(["a", "b"], ["1", "2"]) : "${p[0]}${p[1]}"]), F = sethaselement(["a"], "a")
} }
