import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { defaultHost } from "../../../src/registry/hosts/registry-host.ts";
import { Registry } from "../../../src/registry/registry.ts";

const signal = new AbortController().signal;
const wanted = { repository: "library/nginx", version: "latest", what: "nginx" };

/** Privileged ports at which nothing listens. */
const silent = ["127.0.0.1:1", "127.0.0.1:2"] as const;

describe("a registry that cannot be reached", () => {
  test("fails as such, and says what its mirrors failed by", async () => {
    const mirror = { ...defaultHost(silent[0]), namespace: "docker.io" };
    using registry = new Registry([mirror, defaultHost(silent[1])]);
    await assert.rejects(registry.manifest(wanted, signal), {
      code: "REGISTRY_UNREACHABLE",
      message: /^no answer from the registry 127\.0\.0\.1:2: /,
      hint: /^its mirrors failed as well: no answer from the registry 127\.0\.0\.1:1: /,
    });
  });

  test("has the hint of its own failure where it has no mirrors", async () => {
    using registry = new Registry([defaultHost(silent[1])]);
    await assert.rejects(registry.manifest(wanted, signal), { hint: /^nothing listens there/ });
  });
});
