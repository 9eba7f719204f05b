import type { CommandSyntax, FlagTable } from "../commands/define-command.ts";
import { type ScannedArgv, scanArgv } from "../commands/parse-argv.ts";
import { camelCase, readOptions } from "../commands/read-options.ts";
import type { GlobalFlags } from "../settings/setting-keys.ts";
import type { GlobalArgv } from "./global-argv.ts";

/** Before the command: nerdctl's global flags, Docker's `-H` and `-D`, and nerdsh's own. */
const flags = {
  address: { type: "string", short: "a", value: "file", summary: "containerd's socket" },
  "bridge-ip": { type: "string", summary: "Subnet of the default network" },
  "cdi-spec-dirs": { type: "list", value: "file", summary: "Directories of CDI specifications" },
  "cgroup-manager": { type: "string", choices: ["systemd", "cgroupfs", "none"], summary: "Who owns the cgroups" },
  "cni-netconfpath": { type: "string", value: "file", summary: "Directory of CNI network lists" },
  "cni-path": { type: "string", value: "file", summary: "Directories of CNI plugins" },
  config: { type: "string", value: "file", summary: "Directory of config.json, which has registries' logins" },
  "data-root": { type: "string", value: "file", summary: "Directory of names, volumes and logs" },
  debug: { type: "bool", short: "D", summary: "Show causes and stacks of errors" },
  "debug-full": { type: "bool", summary: "The same as --debug" },
  engine: { type: "string", choices: ["auto", "system", "embedded"], summary: "Which containerd to use" },
  eval: { type: "string", short: "e", summary: "Run TypeScript given as text" },
  experimental: { type: "bool", summary: "Accepted for nerdctl's sake" },
  "global-dns": { type: "list", summary: "DNS servers of every container" },
  "global-dns-opts": { type: "list", summary: "resolv.conf options of every container" },
  "global-dns-search": { type: "list", summary: "DNS search domains of every container" },
  host: { type: "string", short: "H", value: "file", summary: "The same as --address" },
  "host-gateway-ip": { type: "string", summary: "What host-gateway stands for" },
  "hosts-dir": { type: "list", value: "file", summary: "Directories of registry configuration (hosts.toml)" },
  "insecure-registry": { type: "bool", summary: "Skip certificate checks, and fall back to plain HTTP" },
  json: { type: "bool", summary: "JSON: of a command as with --format json, alone the shell for programs" },
  "kube-hide-dupe": { type: "bool", summary: "One row for the several names that a kubelet gives an image" },
  namespace: { type: "string", short: "n", value: "namespace", summary: "containerd namespace" },
  progress: { type: "string", choices: ["auto", "tty", "plain", "json", "quiet"], summary: "How progress is shown" },
  "selinux-enabled": { type: "bool", summary: "Label containers for SELinux" },
  snapshotter: { type: "string", summary: "containerd snapshotter" },
  "storage-driver": { type: "string", summary: "The same as --snapshotter" },
  "userns-remap": { type: "string", summary: "User namespace of containers" },
  version: { type: "bool", short: "v", summary: "Print the version" },
} as const satisfies FlagTable;

const noDaemon = "there is no daemon to choose; --address names containerd's socket, --namespace what is in it";
const noNetwork = "containerd is reached by its socket on this host";

/** Docker's, by which it finds its daemon. */
const refused = {
  context: noDaemon,
  "log-level": "nothing is logged by level; --debug shows causes of errors, --progress quiet hides progress",
  tls: noNetwork,
  tlscacert: noNetwork,
  tlscert: noNetwork,
  tlskey: noNetwork,
  tlsverify: noNetwork,
};

export const globalSyntax: CommandSyntax<{ command: "rest" }, typeof flags> = {
  name: "",
  summary: "A scriptable shell whose commands are containers",
  args: { command: "rest" },
  flags,
  refused,
  refusedShorts: { c: "context", l: "log-level" },
  interspersed: false,
};

export function readGlobalFlags(argv: readonly string[]): GlobalArgv {
  return toGlobalArgv(scanArgv(globalSyntax, argv));
}

function toGlobalArgv({ given, args, help }: ScannedArgv): GlobalArgv {
  const options = readOptions(globalSyntax, args, given);
  const written = new Set([...given.keys()].map(camelCase));
  const { eval: code, progress, json, version, command, host, storageDriver, ...rest } = options;
  const chosen = Object.fromEntries(Object.entries(rest).filter(([name]) => written.has(name)));
  const settings: GlobalFlags = {
    ...chosen,
    ...(host !== undefined && { address: host }),
    ...(storageDriver !== undefined && { snapshotter: storageDriver }),
  };
  return { settings, eval: code, progress, json, help, version, rest: command };
}

/**
 * The words behind a command's name, among which nerdctl's users write flags of the whole program as well: `pull --insecure-registry`. A
 * command's own flag of that name is meant first, and short forms are its own alone. Throws as `scanArgv` does.
 */
export function scanWithGlobalFlags(
  command: CommandSyntax,
  words: readonly string[],
): { readonly own: ScannedArgv; readonly general: GlobalArgv } {
  const { eval: _, version, ...others } = flags;
  const taken = Object.entries(others).filter(([name]) => !Object.hasOwn(command.refused ?? {}, name));
  const general = Object.fromEntries(taken.map(([name, { type }]) => [name, { type, summary: "" }]));
  const scanned = scanArgv({ ...command, flags: { ...general, ...command.flags } }, words);
  const given = [...scanned.given];
  const isOwn = ([name]: (typeof given)[number]) => Object.hasOwn(command.flags, name);
  return {
    own: { ...scanned, given: new Map(given.filter(isOwn)) },
    general: toGlobalArgv({ given: new Map(given.filter((each) => !isOwn(each))), args: [], help: false }),
  };
}
