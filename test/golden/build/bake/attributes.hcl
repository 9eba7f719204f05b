# Comments of
// three
/* kinds */
target "app" {
  context = "dir" # after
  dockerfile = "Other" // after
  args = { A = "1", /* between */ B = "2" }
  labels = { "a.b/c" = "x", plain = "y" }
  tags = ["a:1", "b:2",]
  target = "stage"
  platforms = ["linux/amd64", "linux/arm64"]
  cache-from = ["type=registry,ref=a", "type=local,src=b"]
  cache-to = ["type=inline"]
  secret = ["id=t,env=T"]
  output = ["type=local,dest=out"]
  pull = true
  no-cache = false
  no-cache-filter = ["x"]
  shm-size = "64m"
  ulimits = ["nofile=1:2"]
  attest = ["type=provenance,mode=max"]
}
group "default" { targets = ["app"] }
