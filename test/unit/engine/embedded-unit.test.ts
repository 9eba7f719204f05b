import assert from "node:assert/strict";
import { test } from "node:test";
import { engineUnit } from "../../../src/engine/embedded/systemd-unit.ts";

test("the systemd unit runs the same engine that a command would start, and then brings containers back", () => {
  const files = { config: "/srv/100% $ci/containerd.toml", socket: "/srv/100% $ci/run/containerd.sock" };
  const unit = engineUnit({
    containerd: "/usr/bin/containerd",
    programDirs: ["/usr/bin", "/usr/sbin"],
    files,
    restore: ["/usr/bin/nerdsh", "--engine", "embedded", "restore"],
    variables: { NERDSH_ROOT: "/srv/100% $ci" },
  });
  assert.equal(
    unit,
    `# Written by nerdsh engine install.
[Unit]
Description=nerdsh engine (containerd at /srv/100%% $ci/run/containerd.sock)
After=network.target local-fs.target

[Service]
Type=notify
ExecStart="/usr/bin/containerd" --config "/srv/100%% $$ci/containerd.toml"
ExecStartPost=-"/usr/bin/nerdsh" "--engine" "embedded" "restore"
Environment="PATH=/usr/bin:/usr/sbin"
Environment="NERDSH_ROOT=/srv/100%% $ci"
TimeoutStartSec=10min
Restart=on-failure
Delegate=yes
KillMode=process
UMask=0022
LimitNOFILE=infinity
TasksMax=infinity
OOMScoreAdjust=-999

[Install]
WantedBy=multi-user.target
`,
  );
});
