import { NerdError, unknownName } from "../../errors.ts";
import type { LogDriver, LogOpts } from "./drivers/driver.ts";
import { fluentd } from "./drivers/fluentd.ts";
import { journald } from "./drivers/journald.ts";
import { jsonFile, local, localDefaults } from "./drivers/json-file.ts";
import { syslog } from "./drivers/syslog.ts";

/** What `run` and `create` are told of where the output goes. */
export interface LoggingOptions {
  /** A driver's name, or a log URI of containerd's. */
  readonly logDriver: string;
  readonly logOpt: Readonly<Record<string, string | null>>;
}

/** How a container's output is kept. */
export type LogConfig =
  | { readonly driver: string; readonly options: LogOpts }
  /** Somebody else's logger, which containerd starts as it is told. */
  | { readonly uri: string };

const none: LogDriver = { native: "none", options: [], words: () => [] };

const drivers: Readonly<Record<string, LogDriver>> = {
  "json-file": jsonFile,
  local,
  journald,
  syslog,
  fluentd,
  none,
};

const elsewhere: Readonly<Record<string, string>> = {
  awslogs: "fluentd and syslog reach what forwards to Amazon",
  gcplogs: "fluentd and syslog reach what forwards to Google",
  gelf: "fluentd and syslog reach what forwards to Graylog",
  splunk: "fluentd and syslog reach what forwards to Splunk",
  etwlogs: "it is Windows's",
  logentries: "the service is gone",
};

/** Docker's options for every driver. */
const shared = ["mode", "max-buffer-size"];

/** Reads `--log-driver` and `--log-opt`, with Docker's meaning. Throws INVALID_VALUE, UNKNOWN_OPTION, UNSUPPORTED. */
export function parseLogConfig({ logDriver, logOpt }: LoggingOptions): LogConfig {
  const given = Object.fromEntries(Object.entries(logOpt).map(([key, value]) => [key, value ?? ""]));
  if (/^[a-z]+:/.test(logDriver)) return uriConfig(logDriver, given);
  const driver = drivers[logDriver];
  if (!driver) throw unknownDriver(logDriver);
  if (logDriver === "none" && Object.keys(given).length > 0) {
    throw new NerdError("INVALID_VALUE", "invalid logging opts for driver none", { hint: "leave --log-opt out" });
  }
  const options = withoutShared(given);
  for (const key of Object.keys(options)) checkKey(logDriver, driver, key);
  driver.words(options);
  return logDriver === "local"
    ? { driver: "json-file", options: localDefaults(options) }
    : { driver: logDriver, options };
}

/** The driver of a configuration that was parsed. */
export function driverOf(config: { readonly driver: string }): LogDriver {
  return drivers[config.driver] ?? none;
}

/** The same as nerdctl writes it down, in a label and in `log-config.json`; a log URI has none. */
export function logConfigRecord(config: LogConfig, address: string): object | undefined {
  if ("uri" in config) return undefined;
  const { driver, options } = config;
  return { driver, ...(Object.keys(options).length > 0 && { opts: options }), address };
}

function checkKey(name: string, driver: LogDriver, key: string): void {
  if (driver.options.includes(key)) return;
  const reason = driver.refused?.[key];
  if (reason) throw new NerdError("UNSUPPORTED", `log opt ${key} cannot be served: ${reason}`);
  const { suggestions, hint = `it knows ${driver.options.join(", ")}` } = unknownName(
    "UNKNOWN_OPTION",
    key,
    driver.options,
  );
  throw new NerdError("UNKNOWN_OPTION", `unknown log opt '${key}' for ${name} log driver`, { suggestions, hint });
}

function withoutShared(options: LogOpts): LogOpts {
  if (options["mode"] === "non-blocking") {
    const hint = "with fluentd, fluentd-async does it";
    throw new NerdError("UNSUPPORTED", "log opt mode=non-blocking cannot be served: no line is dropped", { hint });
  }
  if (!["", "blocking", undefined].includes(options["mode"])) {
    const hint = "blocking is the only mode";
    throw new NerdError("INVALID_VALUE", `logging mode not supported: ${options["mode"]}`, { hint });
  }
  return Object.fromEntries(Object.entries(options).filter(([key]) => !shared.includes(key)));
}

/** What containerd's shim takes: `binary` for a program, `file` for a plain file. */
function uriConfig(uri: string, options: LogOpts): LogConfig {
  if (/^(binary|file):\/\/\//.test(uri) && URL.canParse(uri) && Object.keys(options).length === 0) return { uri };
  throw new NerdError("INVALID_VALUE", `invalid log URI: ${uri}`, {
    hint: "write binary:///path/to/logger?key=value or file:///path, without --log-opt",
  });
}

function unknownDriver(name: string): NerdError {
  const reason = elsewhere[name];
  if (reason) return new NerdError("UNSUPPORTED", `log driver ${name} cannot be served`, { hint: reason });
  const known = Object.keys(drivers);
  const { suggestions, hint = `there are ${known.join(", ")}` } = unknownName("UNKNOWN_OPTION", name, known);
  const message = `logger: no log driver named '${name}' is registered`;
  return new NerdError("UNKNOWN_OPTION", message, { suggestions, hint });
}
