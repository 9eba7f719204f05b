import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { pushImage } from "../../../src/image/push/push.ts";
import type { RegistryOptions } from "../../../src/registry/registry.ts";
import { until } from "../../support/condition.ts";
import { startEngine, type TestEngine } from "../../support/engine.ts";
import { type FaultRule, type FaultyRegistry, startFaultyRegistry } from "../../support/faulty-registry.ts";
import { imageContext } from "../../support/image-context.ts";
import { programOutput } from "../../support/program.ts";
import { type MadeImage, storedImage } from "../../support/push-image.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";

let engine: TestEngine;
let registry: Registry;

before(async () => {
  [engine, registry] = await Promise.all([startEngine(), startRegistry({ writable: true, images: "none" })]);
});
after(async () => {
  await registry[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const quick: RegistryOptions = {
  retries: { attempts: 4, baseMs: 5, capMs: 1_500 },
  timeouts: { connectMs: 60_000, stallMs: 60_000 },
};
const context = () => imageContext({ address: engine.address });
type Here = ReturnType<typeof context>;
const uploads = /^(PUT|PATCH) .*\/blobs\/uploads\//;
const size = 3_000_000;
const ofLayers = { on: uploads, leastBytes: 100_000 };
let count = 0;

interface Through {
  readonly image: MadeImage;
  readonly faulty: FaultyRegistry;
  readonly lines: readonly string[];
}

/** Pushes an image of one layer through a registry that fails as it is told. */
async function through(here: Here, rules: readonly FaultRule[], bytes = size): Promise<Through> {
  await using faulty = await startFaultyRegistry(registry.url, rules);
  const image = await storedImage(here.engine, `${faulty.host}/fault-${count++}:1`, { layers: [bytes] });
  await pushImage(here, { reference: image.name, registry: quick });
  const raw = await programOutput("skopeo", ["inspect", "--raw", "--tls-verify=false", `docker://${image.name}`]);
  assert.equal(Buffer.byteLength(raw), image.target.size);
  return { image, faulty, lines: faulty.requests.map(({ method, path }) => `${method} ${path}`) };
}

describe("a push to a registry that gets better", () => {
  const passing: [what: string, rule: FaultRule][] = [
    ["answers 503 to an upload", { fault: { kind: "status", status: 503 }, ...ofLayers, times: 2 }],
    ["breaks the connection", { fault: { kind: "reset" }, ...ofLayers, times: 2 }],
    ["answers 500 to the manifest", { fault: { kind: "status", status: 500 }, on: /PUT .*manifests/, times: 2 }],
    ["fails to begin an upload", { fault: { kind: "status", status: 502 }, on: /POST/, times: 2 }],
    ["has forgotten the upload", { fault: { kind: "status", status: 404 }, ...ofLayers, times: 1 }],
  ];
  for (const [what, rule] of passing) {
    test(`and ${what} succeeds`, async () => {
      using here = context();
      await through(here, [rule]);
    });
  }

  test("and limits us waits as long as it says", async () => {
    using here = context();
    const fault = { kind: "status", status: 429, headers: { "retry-after": "1" } } as const;
    const startMs = performance.now();
    await through(here, [{ fault, on: /POST/, times: 1 }]);
    assert.ok(performance.now() - startMs >= 1_000);
  });

  test("and is cut in the middle of a layer, again and again, brings it all the same", async () => {
    using here = context();
    await through(here, [{ fault: { kind: "cut-upload", afterBytes: size / 2 }, ...ofLayers, times: 3 }]);
  });

  test("and takes no large requests gets the layer in pieces, each told where it belongs", async () => {
    using here = context();
    const { faulty } = await through(here, [{ fault: { kind: "status", status: 413 }, ...ofLayers, times: 1 }]);
    const ranges = faulty.requests.flatMap(({ headers }) => headers["content-range"] ?? []);
    assert.deepEqual(ranges, ["0-1499999", "1500000-2999999"]);
  });

  test("and whose answer is lost does not get the layer again", async () => {
    using here = context();
    const { lines } = await through(here, [{ fault: { kind: "lost-answer" }, ...ofLayers, times: 1 }]);
    assert.equal(lines.filter((line) => uploads.test(line)).length, 2, lines.join("\n"));
  });
});

describe("a push that cannot succeed", () => {
  const failing: [what: string, rule: FaultRule, error: object][] = [
    [
      "is denied",
      { fault: { kind: "status", status: 403 } },
      { code: "REGISTRY_DENIED", hint: /^log in .*: nerdsh login 127/ },
    ],
    [
      "is denied in the middle",
      { fault: { kind: "status", status: 403 }, ...ofLayers },
      { code: "REGISTRY_DENIED", message: /^127\.0\.0\.1:\d+ does not let you push to [\w-]+$/ },
    ],
    [
      "is not taken by a registry that is read-only",
      { fault: { kind: "status", status: 405 }, on: /POST / },
      { code: "REGISTRY_FAILED", hint: /^it takes no pushes: it is read-only/ },
    ],
    [
      "is too large at any size",
      { fault: { kind: "status", status: 413 }, ...ofLayers },
      { code: "REGISTRY_FAILED", hint: /quota/ },
    ],
    ["is broken off each time", { fault: { kind: "reset" }, ...ofLayers }, { code: "REGISTRY_UNREACHABLE" }],
    [
      "finds another digest there",
      {
        fault: { kind: "status", status: 201, headers: { "docker-content-digest": `sha256:${"0".repeat(64)}` } },
        on: /PUT .*manifests/,
      },
      { code: "DIGEST_MISMATCH" },
    ],
  ];
  for (const [what, rule, error] of failing) {
    test(`because it ${what} says so`, async () => {
      using here = context();
      await assert.rejects(through(here, [rule]), error);
    });
  }

  test("because the content here is damaged is told by the registry's digest", async () => {
    using here = context();
    const { name, layers } = await storedImage(here.engine, `${registry.host}/damaged:1`, { layers: [1_000] });
    const { digest } = layers[0]!;
    const file = join(engine.root, "io.containerd.content.v1.content/blobs", ...digest.split(":"));
    await writeFile(file, Buffer.alloc(1_000));
    await assert.rejects(pushImage(here, { reference: name }), {
      code: "DIGEST_MISMATCH",
      message: `the registry got other bytes than ${digest} names`,
    });
  });

  test("because a layer is nowhere is told, with the layer's digest", async () => {
    using here = context();
    const { name, layers } = await storedImage(here.engine, `${registry.host}/gone:1`, { layers: [1_000] });
    await here.engine.content.delete(layers[0]!.digest);
    await assert.rejects(pushImage(here, { reference: name }), {
      code: "IMAGE_NOT_PRESENT",
      message: `a layer of ${name} is neither here nor at its registry: ${layers[0]!.digest}`,
      hint: /^nerdsh pull --unpack=false /,
    });
  });
});

/** A layer is on its way. */
async function begun({ requests }: FaultyRegistry): Promise<void> {
  const isBegun = () => requests.some(({ headers }) => Number(headers["content-length"]) === size);
  await until("an upload has begun", isBegun, 60_000);
}

describe("a push that was killed", () => {
  test("leaves nothing behind, and the next one brings the image", async () => {
    using here = context();
    await using faulty = await startFaultyRegistry(registry.url, [{ fault: { kind: "stall" }, ...ofLayers }]);
    const { name } = await storedImage(here.engine, `${faulty.host}/killed:1`, { layers: [size] });
    const leases = async () => (await here.engine.leases.list()).map(({ id }) => id).sort();
    const before = await leases();
    const program = fileURLToPath(new URL("../../support/push-program.ts", import.meta.url));
    const words = ["--import", import.meta.resolve("tsx"), program, engine.address, here.namespace, name];
    const child = spawn(process.execPath, words, { stdio: "ignore" });
    await begun(faulty);
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.deepEqual(await leases(), before);
    faulty.heal();
    await pushImage(here, { reference: name });
  });

  test("or cancelled sends nothing more, and rejects with the reason", async () => {
    await using faulty = await startFaultyRegistry(registry.url, [{ fault: { kind: "stall" }, ...ofLayers }]);
    const stop = new AbortController();
    using here = imageContext({ address: engine.address, signal: stop.signal });
    const { name } = await storedImage(here.engine, `${faulty.host}/cancelled:1`, { layers: [size] });
    const pushing = pushImage(here, { reference: name });
    pushing.catch(() => {});
    await begun(faulty);
    const reason = new Error("enough");
    stop.abort(reason);
    await assert.rejects(pushing, reason);
  });
});
