variable "a-b" { default = "dash" }
variable "_u" { default = "under" }
variable "été" { default = "letters" }
target "my-app_1" {
  args = { A = a-b, B = _u, C = été, a-key = "k", "quoted key" = "q", for = "word" }
}
group "default" { targets = ["my-app_1"] }
