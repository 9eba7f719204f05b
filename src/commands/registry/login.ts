import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";

export const loginCommand = defineCommand({
  name: "login",
  summary: "Log in to a registry, Docker Hub where none is named",
  args: { registry: "optional" },
  interspersed: true,
  flags: {
    password: { type: "string", short: "p", summary: "Password or token; other users of this machine can see it" },
    "password-stdin": { type: "bool", summary: "Take the password from standard input" },
    username: { type: "string", short: "u", summary: "User name" },
  },
  examples: ["login", "login -u alice --password-stdin registry.example.com < token"],
  async execute(context, { registry = "", username, password, passwordStdin }) {
    checkFlags(username, password, passwordStdin);
    const { logIn, logInAgain } = await import("../../registry/login.ts");
    if (username === undefined && password === undefined && (await logInAgain(context, registry)))
      return { registry, file: undefined };
    if (password !== undefined) {
      warn(context, "PASSWORD_VISIBLE", "--password is visible to other users of this machine: use --password-stdin");
    }
    const login = await logIn(context, registry, {
      username: username ?? (await answer(context, "Username: ")),
      password: password ?? (passwordStdin ? await passwordFrom(context) : await answer(context, "Password: ")),
    });
    if (login.file !== undefined)
      warn(context, "PASSWORD_UNENCRYPTED", `the password is stored unencrypted in ${login.file}`);
    return login;
  },
  output: { kind: "lines", lines: () => ["Login Succeeded"] },
});

function checkFlags(username: string | undefined, password: string | undefined, fromStdin: boolean): void {
  if (!fromStdin) return;
  if (password !== undefined)
    throw new NerdError("INVALID_VALUE", "--password and --password-stdin are mutually exclusive");
  if (username === undefined)
    throw new NerdError("MISSING_ARGUMENT", "--password-stdin needs --username", { hint: "add -u NAME" });
}

async function passwordFrom({ stdio }: Context): Promise<string> {
  const { text } = await import("node:stream/consumers");
  return (stdio === undefined ? "" : await text(stdio.stdin)).replace(/\r?\n$/, "");
}

async function answer({ stdio, signal }: Context, prompt: string): Promise<string> {
  if (stdio?.terminal === undefined) {
    throw new NerdError("MISSING_ARGUMENT", "there is no terminal to ask for the login", {
      hint: "use --username and --password-stdin",
    });
  }
  const { terminalLine } = await import("../terminal-line.ts");
  const { stdin, stderr, terminal } = stdio;
  return await terminalLine({ stdin, stderr, terminal, prompt, isHidden: prompt.startsWith("Password"), signal });
}

function warn({ emit }: Context, code: string, message: string): void {
  emit({ type: "warning", code, message });
}
