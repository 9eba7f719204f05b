target "default" { args = {
  A = base64encode("héllo"), B = base64decode("aMOpbGxv"), C = urlencode("a b&c=d/é!'()*~"), D = jsonencode({ b = [1, "x", null, true], a = "<&>" }), E = jsondecode("{\"a\": [1, {\"b\": 2.5}]}").a[1].b
  F = join(",", [for r in csvdecode("a,b\n1,\"x, y\"\n2,z\n") : "${r.a}:${r.b}"]), G = md5("a"), H = sha1("a"), I = sha256("a"), J = sha512("a"), K = uuidv5("dns", "example.com"), L = strlen(uuidv4())
  M = jsonencode("\u00e9\n\"")
} }
