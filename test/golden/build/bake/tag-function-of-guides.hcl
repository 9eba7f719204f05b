# env: GITHUB_SHA=0123456789abcdef GITHUB_REF=refs/heads/feature/x
variable "GITHUB_SHA" { default = "" }
variable "GITHUB_REF" { default = "" }
variable "REGISTRIES" { default = ["docker.io/org", "ghcr.io/org"] }
function "short" {
  params = [sha]
  result = sha == "" ? "dev" : substr(sha, 0, 7)
}
function "slug" {
  params = [ref]
  result = regex_replace(lower(replace(ref, "refs/heads/", "")), "[^a-z0-9]+", "-")
}
function "tags" {
  params = [name]
  result = flatten([for r in REGISTRIES : ["${r}/${name}:${short(GITHUB_SHA)}", "${r}/${name}:${slug(GITHUB_REF)}"]])
}
target "docker-metadata-action" {}
target "default" {
  inherits = ["docker-metadata-action"]
  tags = tags("app")
  labels = {
    "org.opencontainers.image.revision" = GITHUB_SHA
    "org.opencontainers.image.created" = ""
  }
  cache-from = [for r in REGISTRIES : "type=registry,ref=${r}/cache"]
  cache-to = GITHUB_SHA != "" ? ["type=registry,ref=${REGISTRIES[0]}/cache,mode=max"] : []
}
