import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { imageFilter } from "../../../../src/image/list/filter.ts";
import type { ImageRow } from "../../../../src/image/list/list.ts";

function row(repository: string, tag: string, changes: Partial<ImageRow> = {}): ImageRow {
  return {
    name: `${repository}:${tag}`,
    repository,
    tag,
    digest: "sha256:0",
    configDigest: undefined,
    platform: undefined,
    createdAt: undefined,
    builtAt: undefined,
    diffIds: [],
    sizeBytes: 0,
    blobBytes: 0,
    labels: {},
    imageLabels: {},
    ...changes,
  };
}

const rows = [
  row("nginx", "1.27", { builtAt: "2026-03-01T00:00:00Z", imageLabels: { role: "web" } }),
  row("nginx", "1.26", { builtAt: "2026-01-01T00:00:00Z" }),
  row("localhost:5000/team/app", "v1", { builtAt: "2026-02-01T00:00:00Z", imageLabels: { role: "app" } }),
  row("<none>", "<none>"),
];
const shown = (texts: readonly string[], name?: string) =>
  rows.filter(imageFilter({ texts, name }, rows)).map((image) => `${image.repository}:${image.tag}`);

describe("images", () => {
  test("are found by repository, or by name with tag", () => {
    assert.deepEqual(shown([], "nginx"), ["nginx:1.27", "nginx:1.26"]);
    assert.deepEqual(shown([], "docker.io/library/nginx:1.26"), ["nginx:1.26"]);
  });

  test("pass a filter by what it asks for, and several filters only where they pass each", () => {
    assert.deepEqual(shown(["dangling=true"]), ["<none>:<none>"]);
    assert.deepEqual(shown(["reference=ngi*:1.2?"]), ["nginx:1.27", "nginx:1.26"]);
    assert.deepEqual(shown(["reference=*"]), ["nginx:1.27", "nginx:1.26", "<none>:<none>"]);
    assert.deepEqual(shown(["label=role"]), ["nginx:1.27", "localhost:5000/team/app:v1"]);
    assert.deepEqual(shown(["label=role=app"]), ["localhost:5000/team/app:v1"]);
    assert.deepEqual(shown(["since=nginx:1.26"]), ["nginx:1.27", "localhost:5000/team/app:v1"]);
    assert.deepEqual(shown(["before=nginx:1.27", "label=role"]), ["localhost:5000/team/app:v1"]);
  });

  test("pass one of several references, and all of several labels", () => {
    assert.deepEqual(shown(["reference=nginx:1.26", "reference=*/*/app"]), [
      "nginx:1.26",
      "localhost:5000/team/app:v1",
    ]);
    assert.deepEqual(shown(["label=role", "label=role=web"]), ["nginx:1.27"]);
    assert.deepEqual(shown(["reference=[m-o]ginx:1.2[^7]"]), ["nginx:1.26"]);
  });

  test("pass until where they were built before, as those that do not say when", () => {
    assert.deepEqual(shown(["until=2026-02-01T00:00:00Z"]), ["nginx:1.26", "<none>:<none>"]);
  });

  test("are refused a filter that means nothing", () => {
    assert.throws(() => shown(["danglin=true"]), {
      message: "invalid filter: danglin=true",
      hint: "did you mean dangling?",
    });
    assert.throws(() => shown(["dangling"]), { message: "invalid filter: dangling", hint: "write KEY=VALUE" });
    assert.throws(() => shown(["dangling=maybe"]), { code: "INVALID_VALUE" });
    assert.throws(() => shown(["reference=a[b"]), { code: "INVALID_VALUE", hint: "close every bracket: [a-z]" });
    assert.throws(() => shown(["before=none"]), { code: "UNKNOWN_IMAGE" });
  });
});
