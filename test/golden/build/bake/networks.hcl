target "default" { args = {
  A = cidrhost("10.1.2.0/24", 5), B = cidrnetmask("172.16.0.0/12"), C = cidrsubnet("10.0.0.0/8", 8, 3), D = join(",", cidrsubnets("10.1.0.0/16", 4, 4, 8)), E = cidrhost("fd00::/64", 258), F = cidrsubnet("fd00::/48", 16, 10)
  G = cidrhost("10.1.2.0/24", -2)
} }
