import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { downloadBlob } from "../../../src/registry/blob-download.ts";
import type { Descriptor } from "../../../src/registry/descriptor.ts";
import { digestOf } from "../../../src/registry/digest.ts";
import { defaultHost, insecureHosts, noTlsFiles } from "../../../src/registry/hosts/registry-host.ts";
import { Registry, type RegistryOptions } from "../../../src/registry/registry.ts";
import { type FaultRule, type FaultyRegistry, startFaultyRegistry } from "../../support/faulty-registry.ts";
import { type Registry as RealRegistry, startRegistry } from "../../support/registry.ts";

const quick: RegistryOptions = {
  retries: { attempts: 4, baseMs: 5, capMs: 1_500 },
  timeouts: { connectMs: 60_000, stallMs: 60_000 },
};
/** For a registry that is meant to stall. */
const impatient: RegistryOptions = { ...quick, timeouts: { connectMs: 60_000, stallMs: 1_000 } };
const never = new AbortController().signal;
const repository = "library/nginx";
const nginx = { repository, version: "latest", what: "nginx" };
let real: RealRegistry;
let layer: Descriptor;
let manifestDigest: string;

before(async () => {
  real = await startRegistry();
  using registry = client(real.host);
  const { descriptor, bytes } = await registry.manifest(nginx, never);
  manifestDigest = descriptor.digest;
  layer = JSON.parse(Buffer.from(bytes).toString()).layers[0];
});
after(() => real[Symbol.asyncDispose]());

const client = (host: string, options: RegistryOptions = quick) => new Registry([defaultHost(host)], options);

async function through(
  rules: readonly FaultRule[],
  act: (registry: Registry, faulty: FaultyRegistry) => Promise<unknown>,
): Promise<FaultyRegistry> {
  const stalls = rules.some(({ fault }) => fault.kind === "stall");
  await using faulty = await startFaultyRegistry(real.url, rules);
  using registry = client(faulty.host, stalls ? impatient : quick);
  await act(registry, faulty);
  return faulty;
}

async function blob(registry: Registry, signal = never): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of downloadBlob(registry, { repository, descriptor: layer, signal })) chunks.push(chunk);
  return digestOf(Buffer.concat(chunks));
}

const manifests = /GET .*manifests/;
const blobs = /GET .*blobs/;

describe("a registry that gets better", () => {
  const passing: [what: string, rule: FaultRule][] = [
    ["answers 503 twice", { fault: { kind: "status", status: 503 }, on: manifests, times: 2 }],
    ["breaks the connection", { fault: { kind: "reset" }, on: manifests, times: 2 }],
    ["does not answer at first", { fault: { kind: "stall" }, on: manifests, times: 1 }],
  ];
  for (const [what, rule] of passing) {
    test(`and ${what} gives the manifest in the end`, { timeout: 120_000 }, async () => {
      await through([rule], async (registry) => {
        assert.equal((await registry.manifest(nginx, never)).descriptor.digest, manifestDigest);
      });
    });
  }

  test("and limits us is asked again when it says, not before", async () => {
    const fault = { kind: "status", status: 429, headers: { "retry-after": "1" } } as const;
    const startMs = performance.now();
    await through(
      [{ fault, on: manifests, times: 1 }],
      async (registry) => void (await registry.manifest(nginx, never)),
    );
    assert.ok(performance.now() - startMs >= 1_000);
  });

  test("and cuts a blob is asked for the rest, not for the whole", async () => {
    const half = Math.floor(layer.size / 2);
    const { requests } = await through(
      [{ fault: { kind: "cut", afterBytes: half }, on: blobs, times: 1 }],
      async (registry) => {
        assert.equal(await blob(registry), layer.digest);
      },
    );
    assert.deepEqual(
      requests.filter(({ path }) => path.includes("/blobs/")).map(({ headers }) => headers.range),
      [undefined, `bytes=${half}-`],
    );
  });

  test("and restarts in the middle of a blob is waited for", async () => {
    await through([{ fault: { kind: "cut", afterBytes: 1_000 }, on: blobs, times: 1 }], async (registry, faulty) => {
      const chunks = downloadBlob(registry, { repository, descriptor: layer, signal: never });
      const first = await chunks.next();
      await faulty.down();
      const rest = chunks.next();
      await faulty.up();
      let bytes = (first.value?.length ?? 0) + ((await rest).value?.length ?? 0);
      for await (const chunk of chunks) bytes += chunk.length;
      assert.equal(bytes, layer.size);
    });
  });
});

describe("a registry that does not take HEAD", () => {
  for (const status of [403, 405, 501]) {
    test(`and answers ${status} says nothing of a tag, which can still be had`, async () => {
      await through([{ fault: { kind: "status", status }, on: /HEAD / }], async (registry, { requests }) => {
        assert.equal(await registry.resolve(nginx, never), undefined);
        assert.equal((await registry.manifest(nginx, never)).descriptor.digest, manifestDigest);
        assert.deepEqual(
          requests.map(({ method }) => method),
          ["HEAD", "GET"],
        );
      });
    });
  }
});

describe("a registry that does not get better", () => {
  const failing: [what: string, fault: FaultRule["fault"], expected: object][] = [
    ["answers 500", { kind: "status", status: 500 }, { code: "REGISTRY_FAILED", message: /answered 500 for nginx/ }],
    ["stalls", { kind: "stall" }, { code: "REGISTRY_UNREACHABLE", message: /no answer from .* in \d/ }],
    ["breaks connections", { kind: "reset" }, { code: "REGISTRY_UNREACHABLE" }],
    ["is a captive portal", { kind: "html" }, { code: "REGISTRY_FAILED", message: /web page/ }],
    ["sends without end", { kind: "endless" }, { code: "REGISTRY_FAILED", message: /more than \d+ bytes/ }],
    ["refuses", { kind: "status", status: 403 }, { code: "REGISTRY_DENIED", message: /does not give out nginx/ }],
    ["does not have it", { kind: "status", status: 404 }, { code: "UNKNOWN_IMAGE", message: "no such image: nginx" }],
    ["lies", { kind: "lie" }, { code: "DIGEST_MISMATCH" }],
    [
      "wants us to wait for an hour",
      { kind: "status", status: 429, headers: { "retry-after": "3600" } },
      { code: "REGISTRY_FAILED", hint: /try again after 3600 s/ },
    ],
  ];
  for (const [what, fault, expected] of failing) {
    test(`and ${what} ends in a clear error, soon`, { timeout: 120_000 }, async () => {
      await through([{ fault, on: manifests }], async (registry) => {
        await assert.rejects(registry.manifest(nginx, never), expected);
      });
    });
  }

  test("and lies about a blob is found out at its end", async () => {
    await through([{ fault: { kind: "lie" }, on: blobs }], async (registry) => {
      await assert.rejects(blob(registry), { code: "DIGEST_MISMATCH", message: new RegExp(layer.digest) });
    });
  });

  test("and sends more than the blob is stopped at once", async () => {
    await through([{ fault: { kind: "endless" }, on: blobs }], async (registry) => {
      await assert.rejects(blob(registry), { code: "DIGEST_MISMATCH", message: /sends more than the \d+ bytes/ });
    });
  });

  test("and cuts every time at the same place is given up", { timeout: 120_000 }, async () => {
    await through([{ fault: { kind: "cut", afterBytes: 1 }, on: blobs }], async (registry) => {
      await assert.rejects(blob(registry), { code: /REGISTRY_(FAILED|UNREACHABLE)/ });
    });
  });

  test("and is not there at all is named, with what to look at", async () => {
    using registry = client("127.0.0.1:1");
    await assert.rejects(registry.manifest(nginx, never), {
      code: "REGISTRY_UNREACHABLE",
      message: /no answer from the registry 127\.0\.0\.1:1/,
      hint: /nothing listens there/,
    });
  });
});

describe("a redirection to another host", () => {
  test("takes neither credentials nor configured headers along", async () => {
    await using other = await startFaultyRegistry(real.url);
    const demand = { kind: "status", status: 401, headers: { "www-authenticate": 'Basic realm="r"' } } as const;
    await using faulty = await startFaultyRegistry(real.url, [
      { fault: demand, on: blobs, times: 1 },
      { fault: { kind: "redirect", to: other.url }, on: blobs },
    ]);
    const host = { ...defaultHost(faulty.host), headers: { "x-secret": ["s"] } };
    using registry = new Registry([host], { ...quick, credentials: async () => ({ username: "u", password: "p" }) });
    assert.equal(await blob(registry), layer.digest);
    assert.equal(faulty.requests.at(-1)?.headers.authorization, `Basic ${btoa("u:p")}`);
    const [{ headers } = assert.fail()] = other.requests;
    assert.deepEqual([headers.authorization, headers["x-secret"]], [undefined, undefined]);
  });

  test("is followed a few times only", async () => {
    await using faulty = await startFaultyRegistry(real.url);
    faulty.inject({ fault: { kind: "redirect", to: faulty.url }, on: blobs });
    using registry = client(faulty.host);
    await assert.rejects(blob(registry), { code: "REGISTRY_FAILED", message: /redirected more than 5 times/ });
  });
});

describe("a registry with a password", () => {
  test("lets in who has it, and tells others what to do", async () => {
    await using locked = await startRegistry({ writable: true, credentials: { user: "u", password: "p" } });
    using known = new Registry([defaultHost(locked.host)], {
      ...quick,
      credentials: async () => ({ username: "u", password: "p" }),
    });
    assert.equal((await known.manifest(nginx, never)).descriptor.digest, manifestDigest);
    using stranger = client(locked.host);
    await assert.rejects(stranger.manifest(nginx, never), { code: "REGISTRY_DENIED", hint: /nerdsh login/ });
  });
});

describe("a registry with a certificate of its own", () => {
  test("is refused, trusted by its authority, or taken unchecked", async () => {
    await using secret = await startRegistry({ writable: true, tls: true });
    const host = { ...defaultHost(secret.host), base: `${secret.url}/v2` };
    using strict = new Registry([host], quick);
    await assert.rejects(strict.manifest(nginx, never), {
      code: "REGISTRY_UNREACHABLE",
      hint: /add the authority's certificate as ca/,
    });
    using trusting = new Registry([{ ...host, tls: { ...noTlsFiles, ca: [secret.ca!] } }], quick);
    assert.equal((await trusting.manifest(nginx, never)).descriptor.digest, manifestDigest);
    using careless = new Registry(insecureHosts(host), quick);
    assert.equal((await careless.manifest(nginx, never)).descriptor.digest, manifestDigest);
  });
});

describe("a cancelled download", () => {
  test("ends at once with the reason, and closes its connection", async () => {
    await using faulty = await startFaultyRegistry(real.url, [
      { fault: { kind: "slow", bytesPerSecond: 20_000 }, on: blobs },
    ]);
    using registry = client(faulty.host);
    const cancel = new AbortController();
    const reason = new Error("enough");
    const chunks = downloadBlob(registry, { repository, descriptor: layer, signal: cancel.signal });
    await chunks.next();
    const next = chunks.next();
    cancel.abort(reason);
    await assert.rejects(next, (error) => error === reason);
  });
});
