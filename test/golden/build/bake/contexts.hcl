target "base" { dockerfile = "Base" }
target "middle" { contexts = { base = "target:base" } }
target "app" {
  contexts = { middle = "target:middle", alpine = "docker-image://alpine:3", src = "../src", git = "https://example.com/a.git" }
}
group "default" { targets = ["app"] }
