# args: all tests
group "all" { targets = ["app", "more"] }
group "more" { targets = [for x in ["x", "y"] : "lib-${x}"] }
group "tests" { targets = ["test"] }
target "app" {}
target "lib-x" {}
target "lib-y" {}
target "test" { target = "test" }
