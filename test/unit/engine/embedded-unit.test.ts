import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { engineUnit } from "../../../src/engine/embedded/systemd-unit.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

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

const skip = !existsSync("/usr/bin/systemd-analyze") && "systemd is not installed";
test("systemd understands every line of the unit", { skip }, async () => {
  await using directory = await temporaryDirectory();
  const path = join(directory.path, "nerdsh-engine-test.service");
  // Programs that are there; systemd looks for them.
  const program = process.execPath;
  const files = { config: "/srv/100% $ci/containerd.toml", socket: "/srv/100% $ci/run/containerd.sock" };
  const variables = { NERDSH_ROOT: "/srv/100% $ci" };
  await writeFile(
    path,
    engineUnit({ containerd: program, programDirs: ["/usr/bin"], files, restore: [program], variables }),
  );
  const words = ["verify", "--man=no", "--recursive-errors=no", path];
  const { stderr } = await promisify(execFile)("/usr/bin/systemd-analyze", words);
  assert.deepEqual(
    stderr.split("\n").filter((line) => line.includes(path)),
    [],
  );
});
