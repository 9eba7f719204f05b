import { defineCommand } from "../define-command.ts";

export const logoutCommand = defineCommand({
  name: "logout",
  summary: "Forget the login of a registry, Docker Hub's where none is named",
  args: { registry: "optional" },
  interspersed: true,
  flags: {},
  examples: ["logout", "logout registry.example.com"],
  async execute(context, { registry = "" }) {
    const { logOut } = await import("../../registry/login.ts");
    return await logOut(context, registry);
  },
  output: {
    kind: "lines",
    lines: ({ registry, isErased }) => [
      isErased ? `Removing login credentials for ${registry}` : `Not logged in to ${registry}`,
    ],
  },
});
