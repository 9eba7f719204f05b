import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { NerdError } from "../../errors.ts";
import { installProgram, isExecutable } from "../../platform/embedded-program.ts";
import type { LogSubject } from "./drivers/driver.ts";
import { writeFields } from "./drivers/fields-file.ts";
import { driverOf, type LogConfig, logConfigRecord } from "./log-options.ts";

/** The program that keeps containers' output: the native one, or its slower twin in perl, which knows files only. */
export interface Logger {
  readonly kind: "native" | "perl";
  readonly path: string;
}

/** Where the task's output goes, as Tasks.Create takes it. */
export interface LogTarget {
  readonly stdout: string;
  readonly stderr: string;
}

/** Whether the logger shows its input to who is attached, too: nerdsh's own do; nerdctl's, and plain files, do not. */
export function canShow({ stdout }: Pick<LogTarget, "stdout">): boolean {
  return /^binary:[^?]*\/logger-[0-9a-f]{12}\?/.test(stdout);
}

/** Whether the logger writes a log for who is attached, whatever its driver: the native one of this version. */
export async function writesLive(uri = ""): Promise<boolean> {
  const { embeddedLoggers } = await import("./embedded-loggers.ts");
  const own = [embeddedLoggers.x64, embeddedLoggers.arm64].map(({ sha256 }) => `/logger-${sha256.slice(0, 12)}?`);
  return uri.startsWith("binary:") && own.some((name) => uri.includes(name));
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
    return { kind: "native", path: await installProgram(directory, "logger", embeddedLoggers[architecture]) };
  }
  if (!isExecutable(host.perl)) {
    throw new NerdError("UNSUPPORTED", `no logger for a processor of this kind: ${architecture}`, {
      hint: "install perl-base, which the portable logger is written in",
    });
  }
  return { kind: "perl", path: await installProgram(directory, "logger", embeddedLoggers.perl) };
}

/** The streams' URIs for a log at `logFile`, which its container's directory holds. Throws UNSUPPORTED. */
export function logTarget(logger: Logger, logFile: string, config: LogConfig): LogTarget {
  if ("uri" in config) return { stdout: config.uri, stderr: config.uri };
  const { native } = driverOf(config);
  if (logger.kind === "perl" && native !== "json-file" && native !== "none") {
    throw new NerdError("UNSUPPORTED", `log driver ${config.driver} cannot be served on ${process.arch}`, {
      hint: "json-file and none can",
    });
  }
  const uri = logUri(logger.path, logFile, config);
  return { stdout: uri, stderr: uri };
}

/**
 * containerd's log URI `binary://PATH?KEY=VALUE`: one pair, since the shim passes several in random order. The key
 * is the driver with its options, as native/logger.c reads them.
 */
function logUri(loggerPath: string, logFile: string, config: Exclude<LogConfig, { uri: string }>): string {
  const driver = driverOf(config);
  const key = [driver.native, ...driver.words(config.options)].join(",");
  const path = loggerPath.split("/").map(encodeURIComponent).join("/");
  return `binary://${path}?${encodeURIComponent(key)}=${encodeURIComponent(logFile)}`;
}

interface LogPreparation {
  readonly config: LogConfig;
  readonly subject: LogSubject;
  /** containerd's socket: nerdctl wants to read it. */
  readonly address: string;
}

/** Writes down beside the log how it is kept, for nerdctl, and what its records tell of the container. */
export async function prepareLog(logFile: string, { config, subject, address }: LogPreparation): Promise<void> {
  if ("uri" in config || config.driver === "none") return;
  const record = JSON.stringify(logConfigRecord(config, address));
  // Synchronously, as in atomic-file.ts.
  writeFileSync(join(dirname(logFile), "log-config.json"), record, { mode: 0o600 });
  const parts = (await driverOf(config).fields?.(config.options, subject)) ?? [];
  if (parts.length > 0) writeFields(logFile, parts);
}
