import { createRequire } from "node:module";

export type Zx = typeof import("zx");

let loaded: Zx | undefined;

/** zx, loaded on first use: it takes longer than a whole start of Node (74 of 65 ms on Node 20). */
export function zx(): Zx {
  // Synchronously, so that `$` can return its process at once. A bundle has a `require`, and bundlers follow it.
  loaded ??= withFilteredLog(
    (typeof require === "function" ? require("zx") : createRequire(import.meta.url)("zx")) as Zx,
  );
  return loaded;
}

type LogEntry = import("zx").LogEntry;

let filter: (entry: LogEntry) => LogEntry = (entry) => entry;

/** What zx prints of commands goes through `change` first, unless somebody sets another `$.log`. */
export function filterLog(change: (entry: LogEntry) => LogEntry): void {
  filter = change;
}

function withFilteredLog(zx: Zx): Zx {
  const { $: shell } = zx;
  // A proxy, as zx's log has properties that users set.
  shell.log = new Proxy(shell.log, {
    apply: (log, self, [entry]: [LogEntry]) => Reflect.apply(log, self, [filter(entry)]),
  });
  return zx;
}

type ZxOptions = Partial<import("zx").Options>;

let optionsHere: () => ZxOptions | undefined = () => undefined;

/** Where several things run at once, each with a signal and an output of its own: what `$` adds where it is called. */
export function useOptionsHere(find: () => ZxOptions | undefined): void {
  optionsHere = find;
}

/** What `$` does with a command that is made here: the settings of its scope, and over them those of `useOptionsHere`. */
export function settingsHere(): HostSettings {
  const { $: shell, defaults } = zx();
  const here = { ...optionsHere() };
  // What `cd()` sets. It is no export, but zx's defaults have it as every scope does.
  const programDirectory = Object.getOwnPropertySymbols(defaults).find((key) => key.description === "processCwd");
  const settings = (name: keyof ZxOptions) => here[name] ?? shell[name];
  const env = here.env ?? shell.env;
  return {
    programDirectory: String(Reflect.get(shell, programDirectory ?? "") ?? process.cwd()),
    cwd: shell.cwd,
    env: Object.fromEntries(
      Object.entries(env).filter(
        ([name, value]) => value !== undefined && name !== "PATH" && process.env[name] !== value,
      ),
    ) as Record<string, string>, // The undefined ones are left out.
    nothrow: settings("nothrow") === true,
    quiet: settings("quiet") === true,
    verbose: settings("verbose") === true,
    timeout: shell.timeout,
    signal: here.signal ?? shell.signal,
    log: here.log ?? shell.log,
  };
}

export interface HostSettings {
  /** As `cd()` leaves it. */
  readonly programDirectory: string;
  readonly cwd: string | undefined;
  /** What the scope has and the program itself has not, or not so; without PATH, which names the host's directories. */
  readonly env: Readonly<Record<string, string>>;
  readonly nothrow: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly timeout: string | number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly log: ZxOptions["log"];
}

/** zx's own `$` in all but identity; what is set on it (`$.verbose = true`) is set on zx's. */
export const $: Zx["$"] = new Proxy(function $() {} as unknown as Zx["$"], {
  apply: (_, self, args) => {
    const here = optionsHere();
    return Reflect.apply(here === undefined ? zx().$ : zx().$(here), self, args);
  },
  get: (_, name) => Reflect.get(zx().$, name),
  set: (_, name, value) => Reflect.set(zx().$, name, value),
  has: (_, name) => Reflect.has(zx().$, name),
});
