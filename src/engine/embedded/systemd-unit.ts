import type { EngineFiles } from "./engine-files.ts";

export interface UnitInput {
  readonly containerd: string;
  readonly programDirs: readonly string[];
  readonly files: Pick<EngineFiles, "config" | "socket">;
}

/**
 * The unit that starts the embedded engine at boot, and again where it fails. `KillMode=process` because containers outlive
 * their engine; `Delegate` because their cgroups are containerd's to manage. From systemd.service(5), systemd.kill(5).
 */
export function engineUnit({ containerd, programDirs, files }: UnitInput): string {
  return `# Written by nerdsh engine install.
[Unit]
Description=nerdsh engine (containerd at ${escaped(files.socket)})
After=network.target local-fs.target

[Service]
Type=notify
ExecStart=${quoted(containerd)} --config ${quoted(files.config)}
Environment=${quoted(`PATH=${programDirs.join(":")}`)}
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

function quoted(text: string): string {
  return `"${escaped(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("$", "$$$$")}"`;
}

/** `%` begins a specifier in every unit setting. */
function escaped(text: string): string {
  return text.replaceAll("%", "%%");
}
