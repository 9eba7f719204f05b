import { randomUUID } from "node:crypto";
import { access, chmod, constants, mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { LogConfig } from "./log-options.ts";

/** What can keep a detached container's output here. */
export type Logger =
  /** The program at `path`: the native one, or its slower twin in perl. */
  | { readonly kind: "native" | "perl"; readonly path: string }
  /** None: containerd's shim appends to plain files, without times. */
  | { readonly kind: "files" };

/** Where the task's output goes, ready for Tasks.Create. */
export interface LogTarget {
  readonly stdout: string;
  readonly stderr: string;
  /** Paths that must exist before the task is created. */
  readonly files: readonly string[];
}

/** Whether the logger shows its input to who is attached, too: nerdsh's own do; nerdctl's, and plain files, do not. */
export function canShow({ stdout }: Pick<LogTarget, "stdout">): boolean {
  return /^binary:[^?]*\/logger-[0-9a-f]{12}\?/.test(stdout);
}

export interface LoggerHost {
  readonly architecture: string;
  readonly perl: string;
}

const thisHost: LoggerHost = { architecture: process.arch, perl: "/usr/bin/perl" };

/**
 * Puts the logger for this processor into `directory`, where it is not there yet, and says where it is. Its name
 * contains its hash: versions of nerdsh share the directory, and a running container keeps the logger it has.
 */
export async function installLogger(directory: string, host: LoggerHost = thisHost): Promise<Logger> {
  const { embeddedLoggers } = await import("./embedded-loggers.ts");
  const { architecture } = host;
  if (architecture === "x64" || architecture === "arm64") {
    return { kind: "native", path: await install(directory, embeddedLoggers[architecture]) };
  }
  if (!(await isExecutable(host.perl))) return { kind: "files" };
  return { kind: "perl", path: await install(directory, embeddedLoggers.perl) };
}

async function install(directory: string, program: { sha256: string; base64: string }): Promise<string> {
  const path = join(directory, `logger-${program.sha256.slice(0, 12)}`);
  if (await isExecutable(path)) return path;
  await mkdir(directory, { recursive: true });
  // Under another name first: whoever finds it finds it whole.
  const draft = join(directory, `.logger-${randomUUID()}`);
  await writeFile(draft, Buffer.from(program.base64, "base64"));
  await chmod(draft, 0o755);
  await rename(draft, path);
  return path;
}

async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

/** The streams' URIs for a log at `logFile`, which its container's directory holds. */
export function logTarget(logger: Logger, logFile: string, config: LogConfig): LogTarget {
  if (logger.kind === "files") {
    const [stdout, stderr] = [`${logFile}.stdout`, `${logFile}.stderr`];
    return { stdout, stderr, files: [stdout, stderr] };
  }
  const uri = logUri(logger.path, logFile, config);
  return { stdout: uri, stderr: uri, files: [] };
}

/**
 * containerd's log URI `binary://PATH?KEY=VALUE`: one pair, since the shim passes several in random order. The key
 * is the driver with its options, as native/logger.c reads them.
 */
export function logUri(loggerPath: string, logFile: string, config: LogConfig): string {
  const key = [config.driver, ...driverOptions(config)].join(",");
  const path = loggerPath.split("/").map(encodeURIComponent).join("/");
  return `binary://${path}?${encodeURIComponent(key)}=${encodeURIComponent(logFile)}`;
}

function driverOptions(config: LogConfig): string[] {
  if (config.driver === "none") return [];
  const { maxSize, maxFile } = config;
  return [...(maxSize ? [`max-size=${maxSize}`] : []), ...(maxFile ? [`max-file=${maxFile}`] : [])];
}
