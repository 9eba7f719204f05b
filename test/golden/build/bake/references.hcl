target "base" {
  context = "base"
  dockerfile = "Base"
  args = { V = "1", W = "w" }
  tags = ["base:${target.base.args.V}"]
}
target "app" {
  dockerfile = target.base.dockerfile
  args = merge(target.base.args, { W = "x${target.base.args.W}", T = target.later.target })
  tags = [for t in target.base.tags : "${t}-app"]
  contexts = { base = "target:base", lib = target.base.context }
}
target "later" { target = "stage" }
group "default" { targets = ["app"] }
