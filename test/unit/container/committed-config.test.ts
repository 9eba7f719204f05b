import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { committedConfig } from "../../../src/container/committed-config.ts";
import { labelKeys } from "../../../src/container/record/labels.ts";
import { defaultSpec } from "../../../src/container/spec/default-spec.ts";
import {
  type SpecOption,
  withArgs,
  withEnv,
  withHostname,
  withInit,
  withTerminal,
  withWorkdir,
} from "../../../src/container/spec/spec-options.ts";

const image = { Entrypoint: ["/entrypoint.sh"], Cmd: ["nginx"], Env: ["PATH=/usr/bin", "TERM=xterm"] };

const configOf = (options: readonly SpecOption[], labels = {}, base = image) => {
  const spec = defaultSpec();
  for (const option of [withEnv(base.Env), ...options]) option(spec);
  return committedConfig(base, spec, labels);
};

describe("the config of a committed image", () => {
  test("has the container's command behind the image's entrypoint", () => {
    const { Entrypoint, Cmd } = configOf([withArgs(["/entrypoint.sh", "nginx", "-t"])]);
    assert.deepEqual({ Entrypoint, Cmd }, { Entrypoint: undefined, Cmd: ["nginx", "-t"] });
  });

  test("has an entrypoint of its own where the container had one", () => {
    const { Entrypoint, Cmd } = configOf([withArgs(["sh", "-c", "true"])]);
    assert.deepEqual({ Entrypoint, Cmd }, { Entrypoint: ["sh"], Cmd: ["-c", "true"] });
  });

  test("leaves out the init, which is the host's", () => {
    const { Cmd } = configOf([withArgs(["/entrypoint.sh", "nginx"]), withInit("/usr/bin/tini")]);
    assert.deepEqual(Cmd, ["nginx"]);
  });

  test("has the container's variables, but not its host name and terminal", () => {
    const options = [withArgs(["x"]), withHostname("box"), withTerminal(), withEnv(["A=1", "HOSTNAME=box"])];
    assert.deepEqual(configOf(options).Env, ["PATH=/usr/bin", "TERM=xterm", "A=1"]);
    assert.deepEqual(configOf(options, {}, { ...image, Env: [] }).Env, ["A=1"]);
  });

  test("has its directory, user, signal and labels, and none of the tools'", () => {
    const labels = {
      app: "web",
      [labelKeys.name]: "x",
      [labelKeys.user]: "ada",
      [labelKeys.stopSignal]: "SIGQUIT",
      [labelKeys.interactive]: "true",
      [labelKeys.restartPolicy]: "always",
    };
    const { WorkingDir, User, StopSignal, Labels } = configOf([withArgs(["x"]), withWorkdir("/srv")], labels);
    const expected = { WorkingDir: "/srv", User: "ada", StopSignal: "SIGQUIT", Labels: { app: "web" } };
    assert.deepEqual({ WorkingDir, User, StopSignal, Labels }, expected);
    assert.deepEqual(Object.keys(configOf([withArgs(["x"])])), ["Entrypoint", "Cmd", "Env"]);
  });
});
