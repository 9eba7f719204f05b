variable "ITEMS" { default = [{ n = "a", l = ["p", "q"] }, { n = "b", l = ["r"] }] }
target "default" {
  tags = ITEMS[*].n
  no-cache-filter = ITEMS.*.n
  cache-from = flatten(ITEMS[*].l)
  args = { A = join(",", ITEMS[*].l[0]), B = ITEMS.*.l[0][1], C = ITEMS[0]["n"], D = join(",", "single"[*]), E = length(null[*]), F = ITEMS.1.l.0 }
}
