# args: --set *.args.A=set --set app.tags=x:1 --set app.tags=y:2 --set web.platform=linux/arm64 --set *.no-cache=true --set app.output=type=local,dest=o --set app.contexts.c=dir --set web.labels.l=v --set web.target=t
group "default" { targets = ["app", "web"] }
target "app" {
  args = { A = "file", B = "kept" }
  tags = ["app"]
  output = ["type=image"]
}
target "web" { tags = ["web"] }
