import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type Account, groupIds, readAccountFiles, resolveAccount } from "../../../../src/container/spec/account.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

const files = {
  passwd:
    "# accounts\nroot:x:0:0:root:/root:/bin/sh\nwww:x:33:33:www:/:/bin/false\nbroken\nada:x:1000:100::/:/bin/sh\n",
  group: "root:x:0:\nwww:x:33:\nusers:x:100:\naudio:x:29:ada,www\nbroken\nwheel:x:10:root\n",
};

describe("the account of a container", () => {
  const cases: readonly [user: string, account: Account][] = [
    ["", { uid: 0, gid: 0, additionalGids: [0, 10] }],
    ["www", { uid: 33, gid: 33, additionalGids: [33, 29] }],
    ["1000", { uid: 1000, gid: 100, additionalGids: [100, 29] }],
    ["ada:", { uid: 1000, gid: 100, additionalGids: [100, 29] }],
    ["ada:audio", { uid: 1000, gid: 29, additionalGids: [29] }],
    ["ada:4242", { uid: 1000, gid: 4242, additionalGids: [4242] }],
    ["4242", { uid: 4242, gid: 0, additionalGids: [0] }],
    ["4242:users", { uid: 4242, gid: 100, additionalGids: [100] }],
    [":users", { uid: 0, gid: 100, additionalGids: [100] }],
  ];
  for (const [user, account] of cases) {
    test(`${JSON.stringify(user)} is ${account.uid}:${account.gid}`, () =>
      assert.deepEqual(resolveAccount(user, files), account));
  }

  test("needs no files for numbers", () => {
    const none = { passwd: "", group: "" };
    assert.deepEqual(resolveAccount("7:8", none), { uid: 7, gid: 8, additionalGids: [8] });
    assert.deepEqual(resolveAccount("", none), { uid: 0, gid: 0, additionalGids: [0] });
  });

  test("is refused where the image does not know the name, with those that it knows", () => {
    assert.throws(() => resolveAccount("bob", files), {
      code: "INVALID_VALUE",
      message: "no such user in the image: bob",
      hint: "it has root, www, ada",
    });
    assert.throws(() => resolveAccount("ada:staff", files), {
      message: "no such group in the image: staff",
      hint: /audio/,
    });
    assert.throws(() => resolveAccount("bob", { passwd: "", group: "" }), { hint: /write a number/ });
    assert.throws(() => resolveAccount("broken", files), { code: "INVALID_VALUE" });
    for (const user of ["2147483648", "99999999999999999999", "0:2147483648"])
      assert.throws(() => resolveAccount(user, files), { code: "INVALID_VALUE", message: /in range 0-2147483647: / });
    assert.equal(resolveAccount("2147483647", files).uid, 2147483647);
  });
});

describe("groups to add", () => {
  test("are names of the image and numbers, also with commas between them", () => {
    assert.deepEqual(groupIds(["audio,10", "4242"], files), [29, 10, 4242]);
    assert.throws(() => groupIds(["staff"], files), { message: "no such group in the image: staff", hint: /audio/ });
  });
});

describe("the account files of an image", () => {
  const mountOf = (upper: string, ...lower: string[]) => [
    {
      type: "overlay",
      source: "overlay",
      target: "",
      options: ["index=off", `upperdir=${upper}`, `lowerdir=${lower.join(":")}`],
    },
  ];

  async function layers(...contents: Readonly<Record<string, string>>[]) {
    const directory = await temporaryDirectory();
    const paths = await Promise.all(
      contents.map(async (files, i) => {
        const layer = join(directory.path, String(i));
        await mkdir(join(layer, "etc"), { recursive: true });
        for (const [name, text] of Object.entries(files)) await writeFile(join(layer, "etc", name), text);
        return layer;
      }),
    );
    return { ...directory, paths };
  }

  test("are those of the topmost layer that has them", async () => {
    await using made = await layers({}, { passwd: "upper" }, { passwd: "lower", group: "lower" });
    const [upper, ...lower] = made.paths;
    assert.deepEqual(readAccountFiles(mountOf(upper!, ...lower)), { passwd: "upper", group: "lower" });
    const bind = [{ type: "bind", source: made.paths[2]!, target: "", options: [] }];
    assert.deepEqual(readAccountFiles(bind), { passwd: "lower", group: "lower" });
  });

  test("are empty where a link would lead to the host's", async () => {
    await using made = await layers({}, {});
    const [upper, lower] = made.paths;
    await symlink("/etc/passwd", join(upper!, "etc/passwd"));
    await symlink("/etc", join(made.path, "linked"));
    assert.deepEqual(readAccountFiles(mountOf(upper!, lower!)), { passwd: "", group: "" });
    await mkdir(join(made.path, "trap"));
    await symlink("/etc", join(made.path, "trap/etc"));
    assert.deepEqual(readAccountFiles(mountOf(join(made.path, "trap"), lower!)), { passwd: "", group: "" });
  });
});
