import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { openApi, type TestApi } from "../../support/api.ts";
import { testWorld } from "../../support/world.ts";

let nerdsh: TestApi;
before(async () => {
  nerdsh = await openApi(await testWorld());
});
after(() => nerdsh[Symbol.dispose]());

const sleeping = ["sleep", "1000000"];

describe("a container's files", () => {
  test("are made of text, bytes and streams, and archives go both ways", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    await box.copyContentTo("/made/for/it", "text", { mode: 0o600, uid: 1000, gid: 1001 });
    await box.copyContentTo("/made/bytes", Readable.from([Buffer.from("by"), Buffer.from("tes")]));
    const look = "stat -c '%u:%g %a %n' /made/for/it /made/bytes; cat /made/for/it /made/bytes";
    const expected = "1000:1001 600 /made/for/it\n0:0 644 /made/bytes\ntextbytes";
    assert.equal(await box.exec(["sh", "-c", look]).text(), expected);
    await box.exec`mkdir /again`;
    await box.copyArchiveTo("/again", box.copyArchiveFrom("/made"));
    assert.equal(await box.exec`cat /again/made/for/it`.text(), "text");
    await assert.rejects(box.copyContentTo("/made/", "x"), { code: "INVALID_VALUE" });
    await assert.rejects(box.copyContentTo("/made", "x"), {
      message: "cannot overwrite a directory with a file: /made",
    });
  });

  test("are told by diff where they have changed, and given by export", async () => {
    await using box = await nerdsh.run("busybox", sleeping, { volume: "/data" });
    await box.copyContentTo("/made/file", "exported");
    assert.deepEqual(await box.diff(), [
      { kind: "added", path: "/data" },
      { kind: "added", path: "/made" },
      { kind: "added", path: "/made/file" },
    ]);
    assert.ok((await buffer(box.export())).includes("exported"));
    for await (const _ of box.export()) break; // Leaving early ends the reading.
  });

  test("become an image by commit, with a config of its own", async () => {
    await using box = await nerdsh.run("busybox", sleeping);
    await box.copyContentTo("/made/file", "committed");
    await box.commit("changed", { changes: ['CMD ["cat", "/made/file"]'], author: "Ada", message: "why" });
    assert.equal(await nerdsh.run("changed", [], { pull: "never" }).text(), "committed");
  });
});
