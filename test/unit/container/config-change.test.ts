import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { changedConfig } from "../../../src/container/config-change.ts";
import type { ImageConfig } from "../../../src/image/document/image-config.ts";

describe("a change of an image's config", () => {
  const before: ImageConfig = { Env: ["PATH=/bin", "A=1"], WorkingDir: "/srv", Labels: { a: "1" } };
  const cases: readonly [instruction: string, gives: ImageConfig][] = [
    ['CMD ["serve", "-p 80"]', { Cmd: ["serve", "-p 80"] }],
    ["cmd serve -p 80", { Cmd: ["/bin/sh", "-c", "serve -p 80"] }],
    ["CMD [not json]", { Cmd: ["/bin/sh", "-c", "[not json]"] }],
    ['ENTRYPOINT ["/entry"]', { Entrypoint: ["/entry"] }],
    ['ENV A=2 B=\'two words\' C="a \\"b\\"" D=x\\ y', { Env: ["PATH=/bin", "A=2", "B=two words", 'C=a "b"', "D=x y"] }],
    ["ENV A the rest of it", { Env: ["PATH=/bin", "A=the rest of it"] }],
    ["EXPOSE 80 53/udp", { ExposedPorts: { "80/tcp": {}, "53/udp": {} } }],
    ["HEALTHCHECK NONE", { Healthcheck: { Test: ["NONE"] } }],
    ['HEALTHCHECK CMD ["pg_isready"]', { Healthcheck: { Test: ["CMD", "pg_isready"] } }],
    [
      "HEALTHCHECK --interval=5s --retries=2 cmd test -f /up",
      { Healthcheck: { Test: ["CMD-SHELL", "test -f /up"], Interval: 5e9, Retries: 2 } },
    ],
    ["LABEL b=2 c=", { Labels: { a: "1", b: "2", c: "" } }],
    ["ONBUILD RUN make", { OnBuild: ["RUN make"] }],
    ["STOPSIGNAL SIGINT", { StopSignal: "SIGINT" }],
    ["USER 1000:1000", { User: "1000:1000" }],
    ["VOLUME /data /logs", { Volumes: { "/data": {}, "/logs": {} } }],
    ['VOLUME ["/with blank"]', { Volumes: { "/with blank": {} } }],
    ["WORKDIR /work", { WorkingDir: "/work" }],
    ["WORKDIR below", { WorkingDir: "/srv/below" }],
  ];
  for (const [instruction, gives] of cases) {
    test(instruction, () => assert.deepEqual(changedConfig(before, [instruction]), { ...before, ...gives }));
  }

  test("builds on the one before", () => {
    assert.deepEqual(changedConfig({}, ["WORKDIR /a", "WORKDIR b", "USER x"]), { WorkingDir: "/a/b", User: "x" });
  });

  for (const [instruction, message] of [
    ["RUN make", "RUN is not a valid change command: RUN make"],
    ["", " is not a valid change command: "],
    ["HEALTHCHECK test -f /up", "HEALTHCHECK is NONE, or CMD with a command: test -f /up"],
    ["HEALTHCHECK --often=5s CMD true", "no flag of HEALTHCHECK: --often=5s"],
    ["HEALTHCHECK --interval=soon CMD true", "not a duration: soon"],
    ["CMD", "CMD requires an argument: CMD"],
    ["ENV A", "ENV must have two arguments: A"],
    ["LABEL a=1 b", 'LABEL: can\'t find = in "b", must be of the form: name=value'],
    ["EXPOSE http", "invalid containerPort: http"],
  ] as const) {
    test(`${JSON.stringify(instruction)} is refused`, () => {
      assert.throws(() => changedConfig({}, [instruction]), { code: "INVALID_VALUE", message });
    });
  }
});
