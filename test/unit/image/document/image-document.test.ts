import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chainIds, parseImageDocument } from "../../../../src/image/document/image-document.ts";

const diffId = (letter: string) => `sha256:${letter.repeat(64)}`;
const document = (more: object) => Buffer.from(JSON.stringify({ architecture: "amd64", os: "linux", ...more }));

describe("an image config", () => {
  test("keeps what has the type that the specification gives it", () => {
    const config = {
      Entrypoint: null,
      Cmd: ["nginx", "-g", "daemon off;"],
      Env: ["A=1", 2, null],
      User: 7,
      Labels: { a: "b", c: 3 },
      ExposedPorts: { "80/tcp": {} },
      Volumes: { "/data": null },
      Healthcheck: { Test: ["CMD", "true"], Interval: 5e9, Retries: "3" },
      StopSignal: "SIGQUIT",
      ArgsEscaped: true,
    };
    assert.deepEqual(parseImageDocument(document({ config }), "x").config, {
      Cmd: ["nginx", "-g", "daemon off;"],
      Env: ["A=1"],
      Labels: { a: "b" },
      ExposedPorts: { "80/tcp": {} },
      Volumes: { "/data": {} },
      Healthcheck: { Test: ["CMD", "true"], Interval: 5e9 },
      StopSignal: "SIGQUIT",
    });
  });

  test("does not let a key reach what all objects share", () => {
    const hostile = Buffer.from('{"os":"linux","architecture":"amd64","config":{"Labels":{"__proto__":"x"}}}');
    const labels = parseImageDocument(hostile, "x").config.Labels ?? {};
    assert.deepEqual(Object.entries(labels), [["__proto__", "x"]]);
    assert.equal(({} as Record<string, unknown>)["x"], undefined);
  });

  test("is read where it has next to nothing", () => {
    assert.deepEqual(parseImageDocument(Buffer.from("{}"), "x"), {
      platform: { os: "linux", architecture: "" },
      created: undefined,
      author: undefined,
      comment: undefined,
      dockerVersion: undefined,
      config: {},
      diffIds: [],
      history: [],
    });
  });

  test("is refused where a diffID is no digest", () => {
    const rootfs = { type: "layers", diff_ids: ["../../etc"] };
    assert.throws(() => parseImageDocument(document({ rootfs }), "x"), { code: "IMAGE_INVALID" });
  });
});

describe("chain IDs", () => {
  test("are the diffID for one layer, and hash what is below and the next one for more", () => {
    // The values are containerd's, identity.ChainIDs.
    assert.deepEqual(chainIds([]), []);
    assert.deepEqual(chainIds([diffId("a")]), [diffId("a")]);
    assert.deepEqual(chainIds([diffId("a"), diffId("b")])[0], diffId("a"));
  });
});
