import { defineCommand } from "../define-command.ts";

export const completionCommand = defineCommand({
  name: "completion",
  summary: "Print the script that has a shell complete nerdsh's commands",
  args: { shell: "required" },
  interspersed: true,
  flags: {},
  examples: [
    "completion bash > /usr/share/bash-completion/completions/nerdsh",
    "completion zsh > /usr/local/share/zsh/site-functions/_nerdsh",
    "completion fish > ~/.config/fish/completions/nerdsh.fish",
  ],
  async execute(_context, { shell }) {
    const { completionScript } = await import("../completion/script.ts");
    return completionScript(shell);
  },
  output: { kind: "text", text: (script) => script },
});
