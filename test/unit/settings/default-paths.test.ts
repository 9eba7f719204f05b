import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { resolveSettings, type SettingsInput } from "../../../src/settings/resolve.ts";
import type { Settings } from "../../../src/settings/settings.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const settingsOf = ({ flags, environment = {} }: Partial<SettingsInput>) =>
  resolveSettings({ flags, environment: { NERDCTL_TOML: "/does/not/exist.toml", ...environment }, userId: 0 });

describe("paths", () => {
  const paths = ({ address, dataRoot, runtimeDir, cacheDir, cni }: Settings) => {
    const { configDir, ipamDir, bridgeName } = cni;
    return { address, dataRoot, runtimeDir, cacheDir, configDir, ipamDir, bridgeName };
  };

  test("are nerdctl's with the system's engine", async () => {
    assert.deepEqual(paths(await settingsOf({ flags: { engine: "system" } })), {
      address: "/run/containerd/containerd.sock",
      dataRoot: "/var/lib/nerdctl",
      runtimeDir: "/run/nerdsh",
      cacheDir: "/var/lib/nerdsh/cache",
      configDir: "/etc/cni/net.d",
      ipamDir: "/var/lib/cni/networks",
      bridgeName: "nerdctl0",
    });
  });

  test("are nerdsh's own with the embedded engine", async () => {
    assert.deepEqual(paths(await settingsOf({ flags: { engine: "embedded" } })), {
      address: "/run/nerdsh/containerd.sock",
      dataRoot: "/var/lib/nerdsh",
      runtimeDir: "/run/nerdsh",
      cacheDir: "/var/lib/nerdsh/cache",
      configDir: "/var/lib/nerdsh/cni/net.d",
      ipamDir: "/var/lib/nerdsh/cni/networks",
      bridgeName: "nerdsh0",
    });
  });

  test("all lie below NERDSH_ROOT, which also asks for the embedded engine", async () => {
    assert.deepEqual(paths(await settingsOf({ environment: { NERDSH_ROOT: "/srv/ci" } })), {
      address: "/srv/ci/run/containerd.sock",
      dataRoot: "/srv/ci",
      runtimeDir: "/srv/ci/run",
      cacheDir: "/srv/ci/cache",
      configDir: "/srv/ci/cni/net.d",
      ipamDir: "/srv/ci/cni/networks",
      bridgeName: "nerd-7d0d4cf9",
    });
  });

  test("keep sockets within 107 bytes, however long NERDSH_ROOT is", async () => {
    const { address, runtimeDir, root } = await settingsOf({
      environment: { NERDSH_ROOT: `/srv/${"long/".repeat(30)}` },
    });
    assert.match(runtimeDir, /^\/run\/nerdsh-[0-9a-f]{8}$/);
    assert.equal(address, `${runtimeDir}/containerd.sock`);
    assert.equal(root, `/srv/${"long/".repeat(30)}`.slice(0, -1));
  });

  test("name the data store as nerdctl does: by the socket's path with symlinks resolved", async () => {
    await using directory = await temporaryDirectory();
    await mkdir(join(directory.path, "real"));
    await symlink("real", join(directory.path, "link"));
    const dataStore = async (address: string) => (await settingsOf({ flags: { address } })).dataStore;
    assert.equal(await dataStore("/run/containerd/containerd.sock"), "/var/lib/nerdctl/1935db59");
    assert.equal(
      await dataStore(join(directory.path, "link", "c.sock")),
      await dataStore(join(directory.path, "real", "c.sock")),
    );
    const embedded = createHash("sha256").update("/run/nerdsh/containerd.sock").digest("hex").slice(0, 8);
    assert.equal((await settingsOf({ flags: { engine: "embedded" } })).dataStore, `/var/lib/nerdsh/${embedded}`);
  });

  test("of programs are the caller's, and the sbin directories that a user's PATH may lack", async () => {
    const { programDirs } = await settingsOf({ environment: { PATH: "/opt/bin:/usr/sbin" } });
    assert.deepEqual(programDirs, ["/opt/bin", "/usr/sbin", "/usr/local/sbin", "/sbin"]);
  });

  test("are root's only, so far", async () => {
    await assert.rejects(resolveSettings({ environment: {}, userId: 1000 }), {
      code: "ENGINE_DENIED",
      message: "rootless is not available yet: user 1000 is not root",
      hint: "run it as root, for example with sudo",
    });
  });
});
