import { isObject } from "./json-object.ts";

/** `config` of an OCI image (image spec, "OCI Image Configuration") with Docker's additions, as the blob spells it. */
export interface ImageConfig {
  readonly Entrypoint?: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly Shell?: readonly string[];
  readonly OnBuild?: readonly string[];
  readonly User?: string;
  readonly WorkingDir?: string;
  readonly StopSignal?: string;
  /** Seconds. */
  readonly StopTimeout?: number;
  readonly Labels?: Readonly<Record<string, string>>;
  /** Keys are `80/tcp`. */
  readonly ExposedPorts?: Readonly<Record<string, object>>;
  /** Keys are paths in the container. */
  readonly Volumes?: Readonly<Record<string, object>>;
  readonly Healthcheck?: Healthcheck;
}

/** Docker's HEALTHCHECK; durations are nanoseconds, 0 or absent is the default. */
export interface Healthcheck {
  /** `["NONE"]`, `["CMD", …]` or `["CMD-SHELL", line]`. */
  readonly Test?: readonly string[];
  readonly Interval?: number;
  readonly Timeout?: number;
  readonly StartPeriod?: number;
  readonly StartInterval?: number;
  readonly Retries?: number;
}

type Reader = (value: unknown) => unknown;

const text: Reader = (value) => (typeof value === "string" ? value : undefined);
const count: Reader = (value) => (Number.isFinite(value) ? value : undefined);
// Old Docker versions wrote a shell line as one string.
const words: Reader = (value) =>
  typeof value === "string"
    ? [value]
    : Array.isArray(value)
      ? value.filter((word) => typeof word === "string")
      : undefined;
const keys: Reader = (value) => entriesOf(value, (item) => (isObject(item) ? item : {}));
const texts: Reader = (value) => entriesOf(value, (item) => (typeof item === "string" ? item : undefined));

const healthcheckReaders: Readonly<Record<keyof Healthcheck, Reader>> = {
  Test: words,
  Interval: count,
  Timeout: count,
  StartPeriod: count,
  StartInterval: count,
  Retries: count,
};

const configReaders: Readonly<Record<keyof ImageConfig, Reader>> = {
  Entrypoint: words,
  Cmd: words,
  Env: words,
  Shell: words,
  OnBuild: words,
  User: text,
  WorkingDir: text,
  StopSignal: text,
  StopTimeout: count,
  Labels: texts,
  ExposedPorts: keys,
  Volumes: keys,
  Healthcheck: (value) => (isObject(value) ? pick(value, healthcheckReaders) : undefined),
};

/** Keeps what has the type that the specification gives it: images come from strangers, and Docker writes nulls. */
export function readImageConfig(value: unknown): ImageConfig {
  // The table above gives each key its own type.
  return isObject(value) ? (pick(value, configReaders) as ImageConfig) : {};
}

function pick(source: Record<string, unknown>, readers: Readonly<Record<string, Reader>>): Record<string, unknown> {
  const found = Object.entries(readers).map(([key, read]) => [key, read(source[key])] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

function entriesOf(value: unknown, read: Reader): Record<string, unknown> | undefined {
  if (!isObject(value)) return undefined;
  const found = Object.entries(value).map(([key, item]) => [key, read(item)] as const);
  return Object.fromEntries(found.filter(([, item]) => item !== undefined));
}
