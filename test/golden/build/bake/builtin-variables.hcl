target "default" {
  context = BAKE_CMD_CONTEXT
  args = { P = length(split("/", BAKE_LOCAL_PLATFORM)) }
}
