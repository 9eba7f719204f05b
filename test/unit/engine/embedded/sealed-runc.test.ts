import assert from "node:assert/strict";
import { existsSync, readlinkSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { sealedRuncFunctions } from "../../../../src/engine/embedded/sealed-runc.ts";
import { runProgram } from "../../../support/program.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

/** Runs lines of shell after the functions, with a program for runc that tells whether it is a sealed file. */
async function shell(directory: string, lines: string, runc = "/bin/echo"): Promise<string> {
  const host = join(directory, "host");
  await mkdir(host);
  await copyFile(runc, join(host, "runc"));
  const script = `log=${directory}/log link=${directory}/bin/runc host=${host}\n${sealedRuncFunctions}\n${lines}`;
  const env = { PATH: `${host}:${process.env["PATH"]}` };
  const { stdout, stderr } = await runProgram("sh", ["-c", script], { env });
  assert.equal(stderr, "");
  return stdout;
}

describe("a sealed runc", () => {
  test("is what the program that is started, and its children, find in their PATH", async () => {
    await using directory = await temporaryDirectory();
    const output = await shell(directory.path, `start sh -c 'command -v runc; readlink /proc/self/fd/200; runc works'`);
    assert.equal(output, `${directory.path}/bin/runc\n/memfd:runc (deleted)\nworks\n`);
  });

  test("cannot be written to", async () => {
    await using directory = await temporaryDirectory();
    const output = await shell(
      directory.path,
      `start sh -c '(echo x > /proc/self/fd/200) 2> /dev/null || runc refused'`,
    );
    assert.equal(output, "refused\n");
  });

  test("is left out where it does not run", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "broken"), "#!/nonexistent\n", { mode: 0o755 });
    const output = await shell(directory.path, `start sh -c 'command -v runc'`, join(directory.path, "broken"));
    assert.equal(output, `${directory.path}/host/runc\n`);
    assert.equal(existsSync(join(directory.path, "bin")), false);
  });

  test("gives way to the host's where that is replaced, and not before", async () => {
    await using directory = await temporaryDirectory();
    const link = join(directory.path, "bin/runc");
    const upgrade = `cp "$host/runc" "$host/new" && mv "$host/new" "$host/runc"`;
    const seen = `readlink "$link"; refresh`;
    const output = await shell(directory.path, `(start true); ${seen}; ${seen}; ${upgrade}; ${seen}; ${seen}`);
    const sealed = "/proc/self/fd/200\n";
    assert.equal(output, `${sealed}${sealed}${sealed}${directory.path}/host/runc\n`);
    assert.equal(readlinkSync(link), `${directory.path}/host/runc`);
  });
});
