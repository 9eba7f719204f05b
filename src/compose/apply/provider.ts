import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Context } from "../../context.ts";
import { NerdError } from "../../errors.ts";
import type { Project } from "../project.ts";

/** What a provider says, a JSON object a line. From docker compose, docs/extension.md. */
interface ProviderMessage {
  readonly type?: string;
  readonly message?: string;
}

/**
 * Has a service's provider do its part: a program that docker compose would call, too. Gives the variables that it sets for the services that
 * depend on it. Throws COMMAND_NOT_FOUND, and COMMAND_FAILED with what it said.
 */
export async function callProvider(
  context: Pick<Context, "settings" | "environment" | "emit" | "signal">,
  project: Pick<Project, "name" | "services" | "workingDir">,
  { service, verb }: { readonly service: string; readonly verb: "up" | "down" },
): Promise<Record<string, string>> {
  const { type = "", options = {} } = project.services[service]?.provider ?? {};
  const program = findProgram(context, project.workingDir, type);
  const words = Object.entries(options).flatMap(([key, value]) => [value].flat().map((each) => `--${key}=${each}`));
  const child = spawn(program, ["compose", `--project-name=${project.name}`, verb, ...words, service], {
    cwd: project.workingDir,
    env: { ...context.environment },
    signal: context.signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stderr: string[] = [];
  child.stderr.setEncoding("utf8").on("data", (text: string) => stderr.push(text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  ended.catch(() => {}); // Awaited below, once it has said all.
  const variables: Record<string, string> = {};
  for await (const line of createInterface({ input: child.stdout })) {
    const { type: kind, message = "" } = readMessage(line);
    if (kind === "setenv") Object.assign(variables, variableOf(service, message));
    else if (kind === "error") stderr.push(message);
    else if (kind === "info" && message !== "") {
      const progress = { part: "service", name: service, state: "starting", detail: message } as const;
      context.emit({ type: "compose.progress", project: project.name, ...progress });
    }
  }
  const status = await ended;
  context.signal.throwIfAborted();
  if (status === 0) return variables;
  throw new NerdError("COMMAND_FAILED", `provider ${type} of service ${service} ended with status ${status}`, {
    stderr: stderr.join("\n"),
  });
}

/** `docker-TYPE`, as docker compose looks for plugins, else the word itself. */
function findProgram({ settings }: Pick<Context, "settings">, workingDir: string, type: string): string {
  if (type.includes("/")) return resolve(workingDir, type);
  const places = [`docker-${type}`, type].flatMap((name) => settings.programDirs.map((place) => join(place, name)));
  const found = places.find(isExecutable);
  if (found !== undefined) return found;
  throw new NerdError("COMMAND_NOT_FOUND", `no provider of that type: ${type}`, {
    hint: `install a program that is called ${type}, or docker-${type}`,
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false; // Not there, or not to be run.
  }
}

function readMessage(line: string): ProviderMessage {
  try {
    return JSON.parse(line) as ProviderMessage;
  } catch {
    return { type: "info", message: line }; // Not every program keeps to the form.
  }
}

/** `URL=…` of service `db` is `DB_URL`. */
function variableOf(service: string, text: string): Record<string, string> {
  const [key = "", ...value] = text.split("=");
  return { [`${service.toUpperCase().replaceAll("-", "_")}_${key}`]: value.join("=") };
}
