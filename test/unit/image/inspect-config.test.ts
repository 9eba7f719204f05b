import { describe, test } from "node:test";
import { readImageConfig } from "../../../src/image/document/image-config.ts";
import { dockerConfig } from "../../../src/image/inspect-config.ts";
import { assertGolden } from "../../support/golden.ts";

/** As Docker's builder has written it; the golden file is what `docker image inspect` of dockerd 26.1 says of it. */
const built = {
  User: "1000",
  ExposedPorts: { "80/tcp": {} },
  Env: ["PATH=/bin", "A=b"],
  Entrypoint: ["/bin/busybox"],
  Cmd: ["sh"],
  Healthcheck: { Test: ["CMD", "busybox", "true"], Interval: 5_000_000_000 },
  Volumes: { "/data": {} },
  WorkingDir: "/srv",
  OnBuild: null,
  Labels: { maintainer: "me", role: "web" },
};

describe("the config of an inspected image", () => {
  test("has Docker's keys in Docker's order", async () => {
    await assertGolden("image/docker-config", dockerConfig(readImageConfig(built)));
  });
});
