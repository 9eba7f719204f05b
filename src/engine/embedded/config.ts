import type { EngineFiles } from "./engine-files.ts";

/** A kubelet's part (its names in 1.7 and in 2.x), and snapshotters whose tools or file systems a plain host lacks. */
const disabledPlugins = [
  "io.containerd.grpc.v1.cri",
  "io.containerd.cri.v1.images",
  "io.containerd.cri.v1.runtime",
  "io.containerd.nri.v1.nri",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.blockfile",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
  "io.containerd.internal.v1.tracing",
  "io.containerd.tracing.processor.v1.otlp",
];

/** Without these it would run and refuse every call; so it exits, and says why. */
const requiredPlugins = ["io.containerd.metadata.v1.bolt", "io.containerd.runtime.v2.task"];

/**
 * The embedded engine's config.toml. Version 2 is read by containerd 1.7, and by 2.x, which converts it at each start; keys
 * of plugins that a version lacks are passed over (containerd, docs/PLUGINS.md). No `oom_score`: lowering it takes
 * CAP_SYS_RESOURCE.
 */
export function containerdConfig({
  data,
  state,
  socket,
  additions,
}: Pick<EngineFiles, "data" | "state" | "socket" | "additions">): string {
  return `# Written by nerdsh at each start of its engine.
version = 2
imports = ${tomlList([additions])}
root = ${tomlString(data)}
state = ${tomlString(state)}
disabled_plugins = ${tomlList(disabledPlugins)}
required_plugins = ${tomlList(requiredPlugins)}

[grpc]
address = ${tomlString(socket)}

[debug]
level = "warn"

# The database is locked while an engine has it: a second one gives up, where the default would wait for ever.
# And where a shim of an earlier engine does not answer in time, its container is killed as if the shim had died: 5 s can be too
# few on a machine that is busy.
[timeouts]
"io.containerd.timeout.bolt.open" = "2s"
"io.containerd.timeout.shim.load" = "20s"
`;
}

function tomlList(items: readonly string[]): string {
  return `[\n${items.map((item) => `  ${tomlString(item)},\n`).join("")}]`;
}

/** JSON's escapes are all TOML's too (TOML 1.0, "String"). */
function tomlString(text: string): string {
  return JSON.stringify(text);
}
