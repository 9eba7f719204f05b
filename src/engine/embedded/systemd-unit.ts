import type { EngineFiles } from "./engine-files.ts";

export interface UnitInput {
  readonly containerd: string;
  readonly programDirs: readonly string[];
  readonly files: Pick<EngineFiles, "config" | "socket">;
  /** The words that run `nerdsh restore` against this engine. */
  readonly restore: readonly string[];
  /** Variables that they need beside PATH. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The unit that starts the embedded engine at boot, and again where it fails. `KillMode=process` because containers outlive
 * their engine; `Delegate` because their cgroups are containerd's to manage. Once it serves, containers come back as their policies want, and
 * one that does not is no failure of the engine. From systemd.service(5), systemd.kill(5).
 */
export function engineUnit({ containerd, programDirs, files, restore, variables }: UnitInput): string {
  const environment = Object.entries({ PATH: programDirs.join(":"), ...variables });
  return `# Written by nerdsh engine install.
[Unit]
Description=nerdsh engine (containerd at ${escaped(files.socket)})
After=network.target local-fs.target

[Service]
Type=notify
ExecStart=${quoted(containerd)} --config ${quoted(files.config)}
ExecStartPost=-${restore.map(quoted).join(" ")}
${environment.map(([name, value]) => `Environment=${quotedValue(`${name}=${value}`)}\n`).join("")}TimeoutStartSec=10min
Restart=on-failure
Delegate=yes
KillMode=process
UMask=0022
LimitNOFILE=infinity
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
`;
}

/** A word of a command line, in which `$` begins a variable. */
function quoted(text: string): string {
  return quotedValue(text).replaceAll("$", "$$$$");
}

function quotedValue(text: string): string {
  return `"${escaped(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** `%` begins a specifier in every unit setting. */
function escaped(text: string): string {
  return text.replaceAll("%", "%%");
}
