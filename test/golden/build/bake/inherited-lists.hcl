target "_base" {
  secret = ["id=a,env=A", "id=b,env=B"]
  ulimits = ["nofile=1:1"]
  attest = ["type=provenance,mode=min", "type=sbom"]
  annotations = ["a=1"]
  cache-to = ["type=inline"]
  output = ["type=cacheonly"]
  platforms = ["linux/amd64", "linux/amd64"]
}
target "default" {
  inherits = ["_base"]
  secret = ["id=b,env=C"]
  ulimits = ["nproc=2:2"]
  attest = ["type=provenance,mode=max"]
  annotations = ["b=2"]
  cache-to = ["type=registry,ref=c"]
  output = ["type=local,dest=o"]
  tags = ["a", "", "a"]
}
