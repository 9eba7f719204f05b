# env: TAG=v2 COUNT=7 OFF=0 NOTHING=
variable "TAG" { default = "latest" }
variable "COUNT" { default = 3 }
variable "OFF" { default = true }
variable "NOTHING" { default = "something" }
variable "EMPTY" {}
variable "NULL" { default = null }
variable "PRODUCT" { default = COUNT * 2 + 1 }
variable "LATER" { default = "${FIRST}-${TAG}" }
variable "FIRST" { default = upper(TAG) }
variable "RATE" { default = 1.5 }
local = "attribute of ${TAG}"
target "default" {
  tags = ["app:${TAG}", "app:${LATER}", "empty${EMPTY}", equal(NULL, null) ? "null" : "set"]
  args = { COUNT = COUNT, OFF = OFF, PRODUCT = PRODUCT, LOCAL = local, RATE = RATE, NOTHING = NOTHING, NULL = NULL, LONE = "${COUNT}" }
}
