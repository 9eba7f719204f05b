import { deepEqual, equal, notEqual } from "node:assert/strict";
import { linkSync, lstatSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { decodeName } from "../../../../src/file-name.ts";
import { enlistDeputy } from "../../../../src/platform/deputy/ask.ts";
import { setTime, writeAttributes } from "../../../../src/platform/deputy/attributes.ts";
import { fileStatuses } from "../../../../src/platform/deputy/file-statuses.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

describe("a deputy asked for files", () => {
  let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
  const inside = (name: string) => join(directory.path, name);

  before(async () => {
    directory = await temporaryDirectory();
    enlistDeputy(inside("bin"));
  });
  after(async () => {
    enlistDeputy(undefined);
    await directory[Symbol.asyncDispose]();
  });

  it("says what many files are, names that are no UTF-8 and absent ones among them", async () => {
    const odd = decodeName(Buffer.of(0x61, 0xff));
    writeFileSync(Buffer.concat([Buffer.from(inside("a")), Buffer.of(0xff)]), "");
    for (const name of ["has", "none"]) writeFileSync(inside(name), name);
    linkSync(inside("none"), inside("further"));
    truncateSync(inside("has"), 5_000_000_000);
    for (const name of ["has", odd])
      await writeAttributes(inside(name), { attributes: new Map([["user.note", Buffer.from("1")]]) });
    for (const name of ["has", "further"]) await setTime(inside(name), -1_000_000_001n);

    const found = await fileStatuses(directory.path, ["none", "has", "absent", odd, "further"]);

    const file = { mode: 0o100644, modifiedNs: -1_000_000_001n, identity: "", node: undefined };
    deepEqual(found?.(1), { ...file, size: 5_000_000_000, hasAttributes: true });
    equal(found?.(2), undefined);
    equal(found?.(3)?.hasAttributes, true);
    deepEqual(found?.(4), { ...file, size: 4, identity: found?.(0)?.identity, hasAttributes: false });
    notEqual(found?.(4)?.identity, "");
    equal((await fileStatuses(directory.path, []))?.(0), undefined);
    deepEqual((await fileStatuses("/dev", ["null"]))?.(0)?.node, { major: 1, minor: 3 });
    const many = Array.from({ length: 40_000 }, (_, index) => (index % 1000 === 7 ? "has" : "none"));
    const statuses = await fileStatuses(directory.path, many);
    deepEqual(
      many.map((_, place) => statuses?.(place)?.size),
      many.map((name) => (name === "has" ? 5_000_000_000 : 4)),
    );
  });

  it("sets times to the nanosecond, before 1970 too, and of a link itself", async () => {
    writeFileSync(inside("file"), "");
    symlinkSync("file", inside("link"));
    for (const [name, time] of [
      ["file", 1_700_000_000_123_456_789n],
      ["link", -1_000_000_001n],
    ] as const) {
      equal(await setTime(inside(name), time), true);
      equal(lstatSync(inside(name), { bigint: true }).mtimeNs, time);
    }
  });
});
