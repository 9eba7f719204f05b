import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { BuildSecrets } from "../../buildkit/session/secrets.ts";
import { type SshAgents, sshAgents } from "../../buildkit/session/ssh.ts";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import { rememberSecret } from "../../secrets/known-secrets.ts";
import type { BuildInput } from "../build-input.ts";
import { parseSecret, type SecretSpec } from "../plan/secret-spec.ts";

type Surroundings = Pick<Context, "cwd" | "environment">;

/** Secrets by their ids. One that is not there is found out now, before anything is built. Throws SECRET_UNAVAILABLE, INVALID_VALUE. */
export async function buildSecrets(context: Surroundings, input: BuildInput): Promise<BuildSecrets> {
  const specs = (input.secrets ?? []).map((text) => parseSecret(text, context.environment));
  const read = await Promise.all(specs.map(async (spec) => [spec.id, await secretOf(context, spec)] as const));
  return new Map([...read, ...(input.secretValues ?? [])]);
}

async function secretOf({ cwd, environment }: Surroundings, spec: SecretSpec): Promise<() => Promise<Uint8Array>> {
  if ("env" in spec) {
    const value = environment[spec.env];
    if (value === undefined) throw absent(spec.id, `there is no variable ${spec.env}`);
    if (value !== "") rememberSecret(value);
    return async () => Buffer.from(value);
  }
  const path = resolve(cwd, spec.file);
  const found = await stat(path).catch(() => undefined); // Why it cannot be looked at, its reading would say.
  if (found === undefined) throw absent(spec.id, `there is no file ${spec.file}`);
  if (found.isDirectory()) throw absent(spec.id, `${spec.file} is a directory`);
  return async () => await readFile(path);
}

function absent(id: string, why: string): NerdError {
  return new NerdError("SECRET_UNAVAILABLE", `the secret ${id} is not there: ${why}`, {
    hint: `write --secret id=${id},src=FILE or --secret id=${id},env=VARIABLE`,
    exitCode: 1,
  });
}

/** `default` is the agent of `$SSH_AUTH_SOCK`; `ID=PATH` another one's socket, or files of keys. Throws UNKNOWN_OBJECT, UNSUPPORTED, INVALID_VALUE. */
export async function buildAgents({ cwd, environment }: Surroundings, texts: readonly string[]): Promise<SshAgents> {
  const paths = texts.map((text) => {
    const [id = "", list] = text.split(/=(.*)/s);
    if (id === "") {
      throw new NerdError("INVALID_VALUE", `no id of an SSH agent: ${text}`, {
        hint: "write default, ID=SOCKET or ID=KEY",
      });
    }
    const written = list || environment["SSH_AUTH_SOCK"];
    if (written) return [id, (list ? written.split(",") : [written]).map((path) => resolve(cwd, path))] as const;
    throw new NerdError("UNKNOWN_OBJECT", `no SSH agent for ${id}: SSH_AUTH_SOCK is not set`, {
      hint: `start one with eval $(ssh-agent), or write --ssh ${id}=SOCKET, or --ssh ${id}=KEY`,
    });
  });
  return await sshAgents(Object.fromEntries(paths));
}
