import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type LayerFiles, layerTar } from "../../../../src/image/layer/file-layer.ts";
import { programOutput } from "../../../support/program.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

async function bytesOf(layer: LayerFiles): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of layerTar(layer)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe("a layer of files", () => {
  test("is an archive that tar reads, with the directories above each file", async () => {
    await using directory = await temporaryDirectory();
    const archive = join(directory.path, "layer.tar");
    const long = `/opt/${"deep/".repeat(30)}end`;
    await writeFile(
      archive,
      await bytesOf({
        files: { "/bin/tool": { bytes: Buffer.from("#!"), mode: 0o755 }, [long]: "x" },
        links: { "/bin/sh": "tool" },
      }),
    );
    const lines = (await programOutput("tar", ["-tvf", archive])).trim().split("\n");
    assert.equal(lines.length, "bin/ bin/sh bin/tool opt/".split(" ").length + 30 + 1);
    assert.match(lines.join("\n"), /-rwxr-xr-x 0\/0 +2 1970-01-01 00:00 bin\/tool/);
    assert.match(lines.join("\n"), /lrwxrwxrwx 0\/0 +0 1970-01-01 00:00 bin\/sh -> tool/);
  });

  test("has the same bytes whatever the order of its files", async () => {
    const one = await bytesOf({ files: { "/a": "1", "/b/c": "2" }, directories: ["/tmp", "/d"] });
    const other = await bytesOf({ directories: ["/d", "/tmp"], files: { "/b/c": "2", "/a": "1" } });
    assert.deepEqual(one, other);
  });

  for (const path of ["relative", "/", "../up"]) {
    test(`refuses the path ${path}`, async () => {
      await assert.rejects(bytesOf({ files: { [path]: "x" } }), { code: "INVALID_VALUE" });
    });
  }
});
