import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatBuilderAddress, parseBuilderAddress, usualBuilders } from "../../../src/buildkit/address.ts";
import { isNerdError } from "../../../src/errors.ts";

describe("an address of BuildKit", () => {
  const cases = [
    ["unix:///run/buildkit/buildkitd.sock", { kind: "buildkitd", socket: "/run/buildkit/buildkitd.sock" }],
    ["/run/buildkit/buildkitd.sock", { kind: "buildkitd", socket: "/run/buildkit/buildkitd.sock" }],
    ["docker:///var/run/docker.sock", { kind: "dockerd", socket: "/var/run/docker.sock" }],
    ["tcp://builder.example.com:9000", { kind: "tcp", host: "builder.example.com", port: 9000, tls: undefined }],
    ["tcp://builder.example.com", { kind: "tcp", host: "builder.example.com", port: 1234, tls: undefined }],
    ["tcp://[::1]:9000", { kind: "tcp", host: "::1", port: 9000, tls: undefined }],
  ] as const;
  for (const [text, address] of cases) {
    it(`is ${text}`, () => assert.deepEqual(parseBuilderAddress(text), address));
  }

  it("is written as it was read", () => {
    for (const text of ["unix:///a/b.sock", "docker:///a/b.sock", "tcp://a:1", "tcp://[::1]:9000"]) {
      assert.equal(formatBuilderAddress(parseBuilderAddress(text)), text);
    }
  });

  it("keeps the certificates that belong to it", () => {
    const tls = { ca: "/ca.pem", serverName: "builder" };
    assert.deepEqual(parseBuilderAddress("tcp://a:1", tls), { kind: "tcp", host: "a", port: 1, tls });
  });

  for (const text of ["docker-container://buildx0", "kube-pod://buildkitd", "ssh://me@there"]) {
    it(`is refused by name: ${text}`, () => {
      assert.throws(
        () => parseBuilderAddress(text),
        (error) => isNerdError(error, "UNSUPPORTED"),
      );
    });
  }

  for (const text of [
    "",
    "buildkitd.sock",
    "unix://",
    "unix://relative",
    "tcp://",
    "tcp://a:99999",
    "http://a",
    "tcp://a:b",
  ]) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.throws(
        () => parseBuilderAddress(text),
        (error) => isNerdError(error, "INVALID_VALUE"),
      );
    });
  }
});

describe("the usual places of BuildKit", () => {
  const places = (namespace: string, runtimeDir: string) =>
    usualBuilders({ namespace, runtimeDir }).map(formatBuilderAddress);

  it("are the namespace's own, then the default one's, the host's, and Docker's", () => {
    assert.deepEqual(places("k8s.io", "/run"), [
      "unix:///run/buildkit-k8s.io/buildkitd.sock",
      "unix:///run/buildkit-default/buildkitd.sock",
      "unix:///run/buildkit/buildkitd.sock",
      "docker:///var/run/docker.sock",
    ]);
  });

  it("are looked at once each, and below the runtime directory without root", () => {
    assert.deepEqual(places("default", "/run/user/1000"), [
      "unix:///run/user/1000/buildkit-default/buildkitd.sock",
      "unix:///run/user/1000/buildkit/buildkitd.sock",
      "docker:///run/user/1000/docker.sock",
    ]);
  });
});
