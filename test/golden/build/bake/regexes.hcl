target "default" { args = {
  A = regex("[a-z]+", "12abc34"), B = regex("(\\d+)\\.(\\d+)", "v1.22")[1], C = regex("(?P<major>\\d+)\\.(?P<minor>\\d+)", "1.22").minor, D = join(",", regexall("[a-z]", "a1b2"))
  E = regex_replace("a1b22", "[0-9]+", "#"), F = regex_replace("ab", "(a)(b)", "$2$1"), G = regex_replace("x=1", "(?P<k>\\w)=(\\d)", "$${k}:$2"), H = length(regexall("z", "abc")), I = regex("(?i)ABC", "xabcx")
  J = regex_replace("a.b", "[^[:alnum:]]", "_"), K = can(regex("^v[0-9]+$", "v12")) ? "version" : "no"
} }
