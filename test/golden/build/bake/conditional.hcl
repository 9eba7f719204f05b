variable "RELEASE" { default = true }
variable "NAME" { default = "" }
target "default" {
  args = {
    A = RELEASE ? "yes" : "no", B = NAME == "" ? "none" : NAME, C = true ? 1 : "x", D = false ? 1 : true ? 2 : 3
    E = NAME != "" ? "x" : null, F = RELEASE ? "a${1 + 1}" : "b"
    G = (RELEASE
      ? "lines"
      : "line")
  }
  tags = RELEASE ? ["a", "b"] : []
  cache-to = RELEASE ? ["type=inline"] : null
}
