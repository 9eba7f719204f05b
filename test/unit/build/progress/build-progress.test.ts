import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { buildProgress } from "../../../../src/build/progress/build-progress.ts";
import { codec } from "../../../../src/buildkit/codec.ts";
import { toBuildError } from "../../../../src/buildkit/status.ts";
import { isNerdError, NerdError } from "../../../../src/errors.ts";
import type { NerdEvent } from "../../../../src/events.ts";
import { RpcError } from "../../../../src/rpc/rpc-error.ts";
import { recordedStatus } from "../../../support/status-stream.ts";

const dockerfile = `FROM busybox AS base
RUN echo fine

# what goes wrong
RUN echo "first line"; \\
    echo "to stderr" >&2; \\
    sleep 0.1; \\
    exit 3
RUN echo never
`;

/** The error of the recorded build, as BuildKit sends it. */
function solveError(): unknown {
  const messages = recordedStatus("failing-run");
  const failed = messages.flatMap(({ vertexes }) => vertexes).find(({ error }) => error !== "");
  const any = (type: string, value: object) => {
    return { typeUrl: `github.com/moby/buildkit/${type}+json`, value: Buffer.from(JSON.stringify(value)) };
  };
  const info = { filename: "Dockerfile", data: Buffer.from(dockerfile).toString("base64") };
  const details = [
    any("solver/errdefs.Source", { info, ranges: [{ start: { line: 5 }, end: { line: 8 } }] }),
    any("solver/errdefs.Vertex", { digest: failed?.digest }),
  ];
  const message = failed?.error ?? "";
  return toBuildError(
    new RpcError("UNKNOWN", message, {
      path: "/moby.buildkit.v1.Control/Solve",
      details: codec.encode("google.rpc.Status", { code: 2, message, details }),
    }),
  );
}

describe("a build that fails", () => {
  it("shows the last output of the step and the Dockerfile's lines, as buildx does", () => {
    const progress = buildProgress({ emit: () => {} });
    const listen = progress.listen();
    for (const status of recordedStatus("failing-run")) listen(status);
    const error = progress.finish(solveError());
    assert.ok(isNerdError(error, "BUILD_FAILED"));
    assert.match(error.message, /did not complete successfully: exit code: 3$/);
    assert.equal(
      error.stderr,
      `------
 > [3/4] RUN echo "first line";     echo "to stderr" >&2;     sleep 0.1;     exit 3:
0.204 first line
0.204 to stderr
------
Dockerfile:5
--------------------
   4 |     # what goes wrong
   5 | >>> RUN echo "first line"; \\
   6 | >>>     echo "to stderr" >&2; \\
   7 | >>>     sleep 0.1; \\
   8 | >>>     exit 3
   9 |     RUN echo never
--------------------`,
    );
  });

  it("says that it failed after all that it says, and leaves errors that are not of the build alone", () => {
    const events: NerdEvent[] = [];
    const progress = buildProgress({ emit: (event) => events.push(event), isRaw: true });
    progress.listen()(recordedStatus("failing-run")[0]!);
    const lost = new NerdError("BUILDER_UNAVAILABLE", "it is gone");
    assert.equal(progress.finish(lost), lost);
    assert.equal(events[0]?.type, "build.status");
    const last = events.at(-1);
    assert.ok(last?.type === "build.finished" && last.outcome === "failed");
  });
});
