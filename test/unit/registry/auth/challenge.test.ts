import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseChallenges } from "../../../../src/registry/auth/challenge.ts";

describe("a WWW-Authenticate header", () => {
  const cases: [header: string, challenges: object[]][] = [
    ["Basic", [{ scheme: "basic", parameters: {} }]],
    ['Basic realm="a, \\"b\\""', [{ scheme: "basic", parameters: { realm: 'a, "b"' } }]],
    [
      'Bearer realm="https://auth.example/token",service="r.example",scope="repository:a/b:pull,push"',
      [
        {
          scheme: "bearer",
          parameters: { realm: "https://auth.example/token", service: "r.example", scope: "repository:a/b:pull,push" },
        },
      ],
    ],
    [
      'Basic realm="x", BEARER Realm=y , error="z"',
      [
        { scheme: "basic", parameters: { realm: "x" } },
        { scheme: "bearer", parameters: { realm: "y", error: "z" } },
      ],
    ],
    ["", []],
    ['"', []],
  ];
  for (const [header, challenges] of cases) {
    test(JSON.stringify(header), () => assert.deepEqual(parseChallenges(header), challenges));
  }

  test("is read in time that grows with its length alone, whatever a server writes", () => {
    fc.assert(fc.property(fc.string(), (header) => void parseChallenges(header)));
    const startMs = performance.now();
    parseChallenges(`Bearer a="${"\\".repeat(50_000)}${", ".repeat(50_000)}`);
    assert.ok(performance.now() - startMs < 1_000);
  });
});
