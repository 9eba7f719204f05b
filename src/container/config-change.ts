import { NerdError } from "../errors.ts";
import type { ImageConfig } from "../image/document/image-config.ts";
import { execForm } from "./exec-form.ts";
import { healthcheckInstruction } from "./healthcheck-instruction.ts";

type Change = (config: ImageConfig, words: string) => ImageConfig;

/** The instructions of a Dockerfile that touch no files. */
const changes: Readonly<Record<string, Change>> = {
  CMD: (config, words) => ({ ...config, Cmd: command(words, config) }),
  ENTRYPOINT: (config, words) => ({ ...config, Entrypoint: command(words, config) }),
  ENV: (config, words) => {
    const changed = new Map((config.Env ?? []).map((entry) => [entry.split("=", 1)[0]!, entry]));
    for (const [name, value] of pairs("ENV", words)) changed.set(name, `${name}=${value}`);
    return { ...config, Env: [...changed.values()] };
  },
  EXPOSE: (config, words) => ({ ...config, ExposedPorts: { ...config.ExposedPorts, ...keys(split(words).map(port)) } }),
  HEALTHCHECK: (config, words) => ({ ...config, Healthcheck: healthcheckInstruction(words) }),
  LABEL: (config, words) => ({
    ...config,
    Labels: { ...config.Labels, ...Object.fromEntries(pairs("LABEL", words)) },
  }),
  ONBUILD: (config, words) => ({ ...config, OnBuild: [...(config.OnBuild ?? []), words] }),
  STOPSIGNAL: (config, words) => ({ ...config, StopSignal: words }),
  USER: (config, words) => ({ ...config, User: words }),
  VOLUME: (config, words) => ({ ...config, Volumes: { ...config.Volumes, ...keys(execForm(words) ?? split(words)) } }),
  WORKDIR: (config, words) => ({ ...config, WorkingDir: workdir(config.WorkingDir ?? "/", words) }),
};

/** An image's config after `--change INSTRUCTION …`, each in turn. Throws INVALID_VALUE. */
export function changedConfig(config: ImageConfig, instructions: readonly string[]): ImageConfig {
  return instructions.reduce((changed, instruction) => {
    const [, name = "", words = ""] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(instruction) ?? [];
    const change = changes[name.toUpperCase()];
    if (change !== undefined && words !== "") return change(changed, words);
    const problem = change === undefined ? "is not a valid change command" : "requires an argument";
    throw new NerdError("INVALID_VALUE", `${name.toUpperCase()} ${problem}: ${instruction}`, {
      hint: `the instructions are ${Object.keys(changes).join(", ")}`,
    });
  }, config);
}

/** `["a", "b"]` as it is, and a line for the shell. */
function command(words: string, { Shell = ["/bin/sh", "-c"] }: ImageConfig): readonly string[] {
  return execForm(words) ?? [...Shell, words];
}

/** `a=1 b="two words"`, or the old form `a the rest`. */
function pairs(name: string, words: string): [string, string][] {
  if (!/^\S*=/.test(words)) {
    const [, key, value] = /^(\S+)\s+(.*)$/s.exec(words) ?? [];
    if (key === undefined || value === undefined)
      throw new NerdError("INVALID_VALUE", `${name} must have two arguments: ${words}`);
    return [[key, value]];
  }
  return split(words).map((word) => {
    const cut = word.indexOf("=");
    if (cut > 0) return [word.slice(0, cut), word.slice(cut + 1)];
    throw new NerdError(
      "INVALID_VALUE",
      `${name}: can't find = in ${JSON.stringify(word)}, must be of the form: name=value`,
    );
  });
}

/** At blanks that stand in no quotes, which are taken away, as backslashes are. */
function split(words: string): string[] {
  const found = words.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])+/gs) ?? [];
  return found.map((word) =>
    word.replace(/\\(.)|"((?:\\.|[^"\\])*)"|'([^']*)'/gs, (_, plain, double?: string, single?: string) =>
      double === undefined ? (single ?? plain) : double.replace(/\\(["\\$])/g, "$1"),
    ),
  );
}

function port(text: string): string {
  if (!/^\d+(-\d+)?(\/(tcp|udp|sctp))?$/i.test(text))
    throw new NerdError("INVALID_VALUE", `invalid containerPort: ${text}`, { hint: "write PORT[/tcp|udp|sctp]" });
  return text.includes("/") ? text.toLowerCase() : `${text}/tcp`;
}

function keys(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, {}]));
}

function workdir(before: string, words: string): string {
  return words.startsWith("/") ? words : `${before.replace(/\/$/, "")}/${words}`;
}
