import assert from "node:assert/strict";
import { test } from "node:test";
import { engineUnit } from "../../../src/engine/embedded/systemd-unit.ts";

test("the systemd unit runs the same engine that a command would start", () => {
  const files = { config: "/srv/100% $ci/containerd.toml", socket: "/srv/100% $ci/run/containerd.sock" };
  const unit = engineUnit({ containerd: "/usr/bin/containerd", programDirs: ["/usr/bin", "/usr/sbin"], files });
  assert.equal(
    unit,
    `# Written by nerdsh engine install.
[Unit]
Description=nerdsh engine (containerd at /srv/100%% $ci/run/containerd.sock)
After=network.target local-fs.target

[Service]
Type=notify
ExecStart="/usr/bin/containerd" --config "/srv/100%% $$ci/containerd.toml"
Environment="PATH=/usr/bin:/usr/sbin"
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
