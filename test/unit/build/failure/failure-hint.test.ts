import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type FailedFiles, failureHint } from "../../../../src/build/failure/failure-hint.ts";

const files: FailedFiles = {
  dockerfile: "FROM busybox AS builder\nRUN true\nfrom scratch as Final\nFROM scratch\n",
  state: (path) => (path === "left/out" ? "excluded" : path === "here" ? "present" : "absent"),
  neighbours: (path) => (path.startsWith("src/") ? ["main.ts", "other.md"] : ["package.json"]),
};

/** Messages as BuildKit v0.13 writes them. */
const cases: readonly (readonly [message: string, expected: object])[] = [
  [
    "failed to solve: secret token: not found",
    { hint: "hand it over with --secret id=token,src=FILE or ,env=VARIABLE" },
  ],
  ['no SSH key "" forwarded from the client', { hint: "hand over an agent with --ssh default" }],
  [
    "granting entitlement security.insecure is not allowed by build daemon configuration",
    { hint: "allow it with --allow security.insecure" },
  ],
  [
    "failed to resolve source metadata for docker.io/docker/buildkit-syft-scanner:stable-1: not found",
    {
      hint: "an image finds out what is in the result: its registry must be reachable, or another has one: --sbom generator=IMAGE",
    },
  ],
  ["network.host is not allowed", { hint: "allow it with --allow network.host" }],
  ['target stage "buidler" could not be found', { suggestions: ["builder"] }],
  ["target stage xyz could not be found", { hint: "the stages are builder, Final" }],
  ["dockerfile parse error on line 2: unknown instruction: RUNN", { suggestions: ["RUN"] }],
  [
    'failed to calculate checksum of ref a::b: "/left/out": not found',
    { hint: "left/out is there, and .dockerignore leaves it out" },
  ],
  [
    "failed to walk /var/buildkit-mount932/left/out: lstat /var/buildkit-mount932/left/out: no such file or directory",
    { hint: "left/out is there, and .dockerignore leaves it out" },
  ],
  ['failed to calculate checksum of ref a::b: "/src/mian.ts": not found', { suggestions: ["src/main.ts"] }],
  [
    'failed to calculate checksum of ref a::b: "/qqq": not found',
    { hint: "COPY and ADD take their files from the context" },
  ],
  ['failed to calculate checksum of ref a::b: "/here": not found', {}],
  [
    "docker.io/library/bilder:latest: failed to resolve source metadata for docker.io/library/bilder:latest: pull access denied",
    { hint: "no stage has that name, so it is looked for as an image", suggestions: ["builder"] },
  ],
  ['process "/bin/sh -c exit 7" did not complete successfully: exit code: 7', {}],
];

describe("a hint for a failed build", () => {
  for (const [message, expected] of cases) {
    it(`is ${JSON.stringify(expected)} for: ${message}`, () => {
      assert.deepEqual(failureHint(message, files), expected);
    });
  }
});
