variable "WITH_TESTS" { default = false }
group "default" { targets = concat(["app"], WITH_TESTS ? ["tests"] : []) }
target "app" {}
target "tests" {}
