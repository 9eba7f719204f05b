import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { BuildFailure } from "../../../src/buildkit/build-failure.ts";
import { codec } from "../../../src/buildkit/codec.ts";
import { toBuildError, toNerdError } from "../../../src/buildkit/status.ts";
import { NerdError } from "../../../src/errors.ts";
import { RpcError, type RpcStatus } from "../../../src/rpc/rpc-error.ts";

const path = "/moby.buildkit.v1.Control/Solve";

function failure(
  details: readonly (readonly [type: string, value: string])[],
  status: RpcStatus = "UNKNOWN",
): RpcError {
  const any = details.map(([type, value]) => ({
    typeUrl: `github.com/moby/buildkit/${type}`,
    value: Buffer.from(value),
  }));
  const bytes = codec.encode("google.rpc.Status", { code: 2, message: "it failed", details: any });
  return new RpcError(status, "it failed", { path, details: bytes });
}

describe("a failed build", () => {
  it("knows its lines, its vertex and the status of its command", () => {
    const source = {
      info: { filename: "Dockerfile", language: "Dockerfile", data: Buffer.from("FROM x\nRUN y\n").toString("base64") },
      ranges: [{ start: { line: 2 }, end: { line: 2, character: 5 } }],
    };
    const { sources, vertex, exitCode } = new BuildFailure(
      failure([
        ["solver/errdefs.Source+json", JSON.stringify(source)],
        ["solver/errdefs.Vertex+json", '{"digest":"sha256:ab"}'],
        ["frontend/gateway/pb/gatewayapi.ExitMessage+json", '{"Code":3}'],
        ["util/stack.Stack+json", "{}"],
      ]),
    );
    assert.deepEqual({ vertex, exitCode }, { vertex: "sha256:ab", exitCode: 3 });
    assert.deepEqual(
      sources.map(({ text, ...rest }) => ({ text: Buffer.from(text).toString(), ...rest })),
      [
        {
          filename: "Dockerfile",
          language: "Dockerfile",
          text: "FROM x\nRUN y\n",
          ranges: [{ start: { line: 2, character: 0 }, end: { line: 2, character: 5 } }],
        },
      ],
    );
  });

  it("keeps its message where the details are not what they should be", () => {
    const broken = [
      failure([["solver/errdefs.Source+json", "{"]]),
      failure([["solver/errdefs.Source+json", "[1]"]]),
      new RpcError("UNKNOWN", "it failed", { path, details: Buffer.from([255, 255]) }),
      new RpcError("UNKNOWN", "it failed", { path }),
    ];
    for (const error of broken) {
      const { message, sources, vertex, exitCode } = new BuildFailure(error);
      assert.deepEqual(
        { message, sources, vertex, exitCode },
        { message: "it failed", sources: [], vertex: undefined, exitCode: undefined },
      );
    }
  });

  const codes = [
    ["UNKNOWN", "BUILD_FAILED", "BUILDER_FAILED"],
    ["NOT_FOUND", "BUILD_FAILED", "NOT_FOUND"],
    ["INVALID_ARGUMENT", "BUILD_FAILED", "INVALID_VALUE"],
    ["UNAVAILABLE", "BUILDER_UNAVAILABLE", "BUILDER_UNAVAILABLE"],
    ["CANCELLED", "CANCELLED", "CANCELLED"],
    ["UNIMPLEMENTED", "UNSUPPORTED", "UNSUPPORTED"],
  ] as const;
  for (const [status, ofSolve, ofOthers] of codes) {
    it(`is ${ofSolve} with status ${status}, and any other call ${ofOthers}`, () => {
      const codeOf = (error: unknown) => (error instanceof NerdError ? error.code : error);
      assert.deepEqual(
        [codeOf(toBuildError(failure([], status))), codeOf(toNerdError(failure([], status)))],
        [ofSolve, ofOthers],
      );
    });
  }

  it("is DISK_FULL where the errno says so", () => {
    const error = toBuildError(new RpcError("UNKNOWN", "write /x: no space left on device", { path }));
    assert.ok(error instanceof NerdError && error.code === "DISK_FULL");
  });
});
