target "default" {
  args = { A = "$${HOME}", B = "%%{x}" }
  labels = { L = "$${x}" }
  dockerfile-inline = "FROM scratch\nENV A=$${B}\n"
}
