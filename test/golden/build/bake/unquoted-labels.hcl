variable TAG { default = "x" }
target default {
  tags = [TAG]
}
