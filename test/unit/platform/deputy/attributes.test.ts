import { deepEqual, equal } from "node:assert/strict";
import { lstatSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { decodeName } from "../../../../src/file-name.ts";
import { enlistDeputy } from "../../../../src/platform/deputy/ask.ts";
import { setTime, whichHaveAttributes, writeAttributes } from "../../../../src/platform/deputy/attributes.ts";
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

  it("finds those with attributes among many, names that are no UTF-8 and absent ones too", async () => {
    const odd = inside(decodeName(Buffer.of(0x61, 0xff)));
    writeFileSync(Buffer.concat([Buffer.from(inside("a")), Buffer.of(0xff)]), "");
    for (const name of ["has", "none"]) writeFileSync(inside(name), "");
    for (const path of [inside("has"), odd])
      await writeAttributes(path, { attributes: new Map([["user.note", Buffer.from("1")]]) });
    const paths = [inside("none"), inside("has"), inside("absent"), odd];
    deepEqual([...((await whichHaveAttributes(paths)) ?? [])], [0, 1, 0, 1]);
    equal((await whichHaveAttributes([]))?.length, 0);
    const many = Array.from({ length: 40_000 }, (_, index) => inside(index % 1000 === 7 ? "has" : "none"));
    const found = await whichHaveAttributes(many);
    deepEqual([found?.length, found?.reduce((total, one) => total + one, 0)], [40_000, 40]);
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
