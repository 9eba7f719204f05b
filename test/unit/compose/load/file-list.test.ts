import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fileList } from "../../../../src/compose/load/file-list.ts";

describe("the files of COMPOSE_FILE", () => {
  const digest = `sha256:${"0".repeat(64)}`;
  for (const files of [
    ["a.yaml", "sub/b.yaml", "/c.yaml", "-"],
    ["oci://h/shop", "./over", "over.yaml"],
    ["oci://h:5000/team/shop:1.0", "over.yaml"],
    ["oci://h/team/shop:1.0", "1.1", "oci://h:5000/shop"],
    [`oci://h/shop:1@${digest}`, "over"],
    [`oci://h/shop@${digest}`, "over"],
    ["base.yaml", "https://h:8443/shop.git", "over.yaml"],
    ["https://me:token@h:8443/shop.git#main:deploy/compose.yaml", "/over.yaml"],
    ["https://h/shop.git#v1", "./deploy", "../over.yaml"],
    ["ssh://git@h:2222/team/shop#:x", "git@h:team/shop.git#v1", "git@h:/srv/shop.git", "over.yaml"],
    ["github.com/team/shop", "git://h/shop", "over.yaml"],
  ]) {
    test(`are ${files.length} in ${files.join(":")}`, () => assert.deepEqual(fileList(files.join(":"), ":"), files));
  }

  test("may be parted by something else, and keep each colon then", () => {
    assert.deepEqual(fileList("oci://h/shop:over.yaml,b:c", ","), ["oci://h/shop:over.yaml", "b:c"]);
  });
});
