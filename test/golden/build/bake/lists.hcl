variable "L" { default = ["a", "b", "c"] }
target "default" {
  tags = [for i, x in L : "${i}-${x}"]
  platforms = [for x in L : "linux/${x}" if x != "b"]
  args = { A = L[1], B = join(",", L), C = L.0, D = length(L), E = join(",", concat(L, ["d"])), F = [for x in L : upper(x)][2]
    G = join(",", reverse(L[0]) == "a" ? L : []), H = [
      1,
      2,
    ][1] }
}
