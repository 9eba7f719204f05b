import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { parseTmpfs } from "../../../../src/container/mounts/tmpfs-flag.ts";

describe("a tmpfs", () => {
  const cases: readonly [text: string, target: string, options: string][] = [
    ["/run", "/run", "noexec,nosuid,nodev,rprivate"],
    ["/run/", "/run", "noexec,nosuid,nodev,rprivate"],
    ["/run:size=64m,mode=1777", "/run", "noexec,nosuid,nodev,rprivate,size=64m,mode=1777"],
    ["/run:exec", "/run", "nosuid,nodev,rprivate,exec"],
    ["/run:exec,noexec,size=1m,size=2m", "/run", "nosuid,nodev,rprivate,noexec,size=2m"],
    ["/run:defaults,ro", "/run", "noexec,nosuid,nodev,rprivate,ro"],
  ];
  for (const [text, target, options] of cases) {
    test(`${text} has ${options}`, () => {
      const found = parseTmpfs(text);
      assert.deepEqual([found.target, found.options.join(",")], [target, options]);
    });
  }

  for (const [text, message] of [
    ["run", "invalid tmpfs: run"],
    ["/", "invalid tmpfs: /"],
    ["/run:colour=red,size=1m", 'invalid tmpfs option ["colour=red"]'],
  ] as const) {
    test(`${text} is refused`, () => assert.throws(() => parseTmpfs(text), { code: "INVALID_VALUE", message }));
  }
});
