import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { BuildFailure } from "../../../src/buildkit/build-failure.ts";
import { Builder } from "../../../src/buildkit/builder.ts";
import type { StatusResponse } from "../../../src/buildkit/protocol.ts";
import { isNerdError, NerdError } from "../../../src/errors.ts";
import { startBuilder } from "../../support/builder.ts";
import { type BuildKit, startBuildKit } from "../../support/buildkit.ts";
import { openDoor } from "../../support/buildkitd-door.ts";
import { until } from "../../support/condition.ts";
import { processTable } from "../../support/process-table.ts";
import { programOutput } from "../../support/program.ts";
import { makeCertificate } from "../../support/registry-access.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { fileSyncPath, imageExporter, testBuild } from "../../support/test-build.ts";

describe("a build", () => {
  let buildkit: BuildKit;
  let builder: BuildKit["builder"];
  let daemon: BuildKit["daemon"];
  before(async () => {
    buildkit = await startBuildKit();
    ({ builder, daemon } = buildkit);
  });
  after(async () => await buildkit?.[Symbol.asyncDispose]());

  it("puts an image into containerd and tells what it did", async () => {
    const messages: StatusResponse[] = [];
    const { exporterResponse } = await testBuild(builder, {
      dockerfile: "FROM scratch\nCOPY a /b\n",
      files: { a: "1" },
      request: { exporters: [imageExporter("docker.io/library/made:latest")] },
      onStatus: (status) => messages.push(status),
    });
    const names = await programOutput("ctr", ["--address", daemon.containerd, "images", "list", "--quiet"]);
    assert.ok(names.split("\n").includes("docker.io/library/made:latest"), names);
    assert.match(exporterResponse["containerimage.digest"] ?? "", /^sha256:[0-9a-f]{64}$/);
    const completed = messages.flatMap(({ vertexes }) => vertexes).filter((vertex) => vertex.completed !== undefined);
    assert.ok(
      completed.some(({ name }) => name === "[1/1] COPY a /b"),
      JSON.stringify(completed),
    );
    assert.ok(
      completed.some(({ name }) => name === "exporting to image"),
      JSON.stringify(completed),
    );
  });

  it("runs what a Dockerfile says and passes on what it writes", async () => {
    const dockerfile = "FROM busybox\nRUN echo to stdout && echo to stderr >&2\n";
    const { output } = await testBuild(builder, { dockerfile });
    assert.deepEqual(output.trim().split("\n").sort(), ["to stderr", "to stdout"]);
  });

  it("says which line failed with which status", async () => {
    const failure = await failedBuild({ dockerfile: "FROM busybox\nRUN true\nRUN exit 3\n" });
    assert.match(failure.message, /exit 3.* did not complete successfully: exit code: 3/);
    assert.equal(failure.exitCode, 3);
    assert.match(failure.vertex ?? "", /^sha256:/);
    const [source] = failure.sources;
    assert.equal(source?.filename, "Dockerfile");
    assert.equal(source.ranges[0]?.start.line, 3);
    assert.match(Buffer.from(source.text).toString(), /RUN exit 3/);
  });

  it("says which line cannot be read", async () => {
    const failure = await failedBuild({ dockerfile: "FROM scratch\n\nBREAK it\n" });
    assert.match(failure.message, /unknown instruction: BREAK/);
    assert.equal(failure.sources[0]?.ranges[0]?.start.line, 3);
  });

  it("says which file of the context is missing", async () => {
    const failure = await failedBuild({ dockerfile: "FROM scratch\nCOPY absent /\n" });
    assert.match(failure.message, /"\/absent": not found/);
    assert.equal(failure.sources[0]?.ranges[0]?.start.line, 2);
  });

  it("fails at once where the daemon knows no such frontend", async () => {
    const failure = await failedBuild({ dockerfile: "FROM scratch\n", request: { frontend: "absent" } });
    assert.match(failure.message, /absent/);
  });

  it("gets each of a thousand ignore patterns by itself, whatever it holds", async () => {
    const patterns = Array.from({ length: 1_000 }, (_, i) => `x${i}, y`);
    const asked: (readonly string[])[] = [];
    const files = { ".dockerignore": patterns.join("\n"), kept: "1" };
    const { memoryContext } = await import("../../support/memory-context.ts");
    const context = memoryContext({ dockerfile: { Dockerfile: "FROM scratch\nCOPY . /\n" }, context: files });
    await testBuild(builder, {
      dockerfile: "",
      methods: new Map([
        [
          fileSyncPath,
          async (call) => {
            asked.push(call.metadata.get("exclude-patterns") ?? []);
            await context(call);
          },
        ],
      ]),
    });
    assert.deepEqual(asked.at(-1), patterns);
  });

  it("ends at the daemon where it is aborted", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    const seconds = `${40_000 + process.pid}`;
    const sleeps = () => processTable().some(({ command }) => command.join(" ") === `sleep ${seconds}`);
    const building = testBuild(builder, {
      dockerfile: `FROM busybox\nRUN sleep ${seconds}\n`,
      signal: stop.signal,
    });
    building.catch(() => {}); // Awaited below.
    await until("the step runs", sleeps);
    stop.abort(reason);
    await assert.rejects(building, reason);
    await until("the step is gone", async () => !(await sleeps()));
  });

  it("ends with the failure of whoever listens", async () => {
    const broken = new Error("no room on the screen");
    const building = testBuild(builder, {
      dockerfile: "FROM busybox\nRUN sleep 1000\n",
      onStatus: () => {
        throw broken;
      },
    });
    await assert.rejects(building, broken);
  });

  it("is the same through buildkitd's own socket", async () => {
    await using directory = await temporaryDirectory();
    const socket = join(directory.path, "buildkitd.sock");
    await using _door = await openDoor(daemon.socket, { path: socket });
    const direct = new Builder({ kind: "buildkitd", socket });
    const { output } = await testBuild(direct, {
      dockerfile: "FROM busybox\nCOPY big /\nRUN wc -c < /big\n",
      files: { big: "x".repeat(3_000_000) },
    });
    direct.close();
    assert.equal(output, "3000000\n");
  });

  it("is the same through TLS with a certificate of the client's", async () => {
    await using directory = await temporaryDirectory();
    const { certificate, key } = await makeCertificate(directory.path);
    const { readFile } = await import("node:fs/promises");
    const pem = { cert: await readFile(certificate), key: await readFile(key), ca: await readFile(certificate) };
    await using door = await openDoor(daemon.socket, { tls: { ...pem, requestCert: true, rejectUnauthorized: true } });
    const tls = { ca: certificate, cert: certificate, key };
    const remote = new Builder({ kind: "tcp", host: "127.0.0.1", port: door.port, tls });
    const { output } = await testBuild(remote, { dockerfile: "FROM busybox\nRUN echo through tls\n" });
    remote.close();
    assert.equal(output, "through tls\n");
    const stranger = new Builder({ kind: "tcp", host: "127.0.0.1", port: door.port, tls: {} });
    await assert.rejects(stranger.version(), (error) => isNerdError(error, "BUILDER_UNAVAILABLE"));
    stranger.close();
  });

  it("fails where the daemon dies in the middle, and says so", async () => {
    await using mortal = await startBuilder({ registry: buildkit.registry });
    const direct = new Builder({ kind: "dockerd", socket: mortal.socket });
    let isRunning = false;
    const building = testBuild(direct, {
      dockerfile: "FROM busybox\nRUN echo begun && sleep 1000\n",
      onStatus: ({ logs }) => {
        isRunning ||= logs.length > 0;
      },
    });
    building.catch(() => {}); // Awaited below.
    await until("the step runs", () => isRunning);
    await mortal.kill9();
    await assert.rejects(building, (error) => isNerdError(error, "BUILDER_UNAVAILABLE"));
    direct.close();
  });

  async function failedBuild(build: Parameters<typeof testBuild>[1]): Promise<BuildFailure> {
    try {
      await testBuild(builder, build);
    } catch (error) {
      assert.ok(error instanceof NerdError && error.code === "BUILD_FAILED", `${error}`);
      assert.ok(error.cause instanceof BuildFailure);
      return error.cause;
    }
    throw new Error("the build did not fail");
  }
});
