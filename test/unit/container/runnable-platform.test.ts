import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { checkRunnable } from "../../../src/container/runnable-platform.ts";
import { formatPlatform, hostPlatform } from "../../../src/image/platform.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

describe("a platform", () => {
  test("can be run where it is the host's, or a part of it", () => {
    checkRunnable(formatPlatform(hostPlatform()));
    checkRunnable("linux");
  });

  test("can be run where an emulator is registered and enabled", async () => {
    await using directory = await temporaryDirectory();
    const [foreign, emulator] = process.arch === "arm64" ? ["amd64", "qemu-x86_64"] : ["arm64", "qemu-aarch64"];
    const refused = { code: "UNSUPPORTED", message: /do not run on this host/, hint: /qemu/ };
    assert.throws(() => checkRunnable(`linux/${foreign}`, directory.path), refused);
    await writeFile(join(directory.path, emulator!), "disabled\ninterpreter /usr/bin/qemu\n");
    assert.throws(() => checkRunnable(`linux/${foreign}`, directory.path), refused);
    await writeFile(join(directory.path, emulator!), "enabled\ninterpreter /usr/bin/qemu\n");
    checkRunnable(`linux/${foreign}`, directory.path);
    assert.throws(() => checkRunnable(`windows/${foreign}`, directory.path), { code: "UNSUPPORTED" });
  });
});
