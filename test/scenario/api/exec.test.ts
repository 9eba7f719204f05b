import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import type { Container } from "../../../src/api/container.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { until } from "../../support/condition.ts";
import type { World } from "../../support/private-world.ts";
import { testWorld } from "../../support/world.ts";

let world: World;
let nerdsh: TestApi;
let box: Container;
before(async () => {
  world = await testWorld();
  nerdsh = await openApi(world);
  box = await nerdsh.run("busybox", ["sleep", "1000000"], { env: { FROM: "the container" } });
});
after(() => nerdsh[Symbol.dispose]());

/** What runs in the container beside its first process. */
const processes = async () => {
  const commands = await box.exec`ps -o comm`.lines();
  return commands.slice(1).filter((command) => !["sleep", "ps"].includes(command));
};

describe("exec", () => {
  test("resolves with status, stdout and stderr", async () => {
    const result = await box.exec(["sh", "-c", "echo out; echo err >&2"]);
    assert.deepEqual(result, { exitCode: 0, stdout: "out", stderr: "err" });
  });

  test("has the views of a run", async () => {
    assert.equal(await box.exec(["echo", "a"]).text(), "a");
    assert.deepEqual(await box.exec(["printf", "a\\nb\\n"]).lines(), ["a", "b"]);
    assert.deepEqual(await box.exec(["echo", "[1]"]).json(), [1]);
    assert.equal((await box.exec(["head", "-c", "1000000", "/dev/zero"]).bytes()).length, 1_000_000);
    const target = new PassThrough();
    assert.deepEqual(await box.exec(["echo", "piped"]).pipe(target), { exitCode: 0 });
    target.end();
    assert.equal((await buffer(target)).toString(), "piped\n");
  });

  test("throws for a status other than 0, unless told not to", async () => {
    const failing = ["sh", "-c", "echo out; echo why >&2; exit 3"];
    const failure = { code: "COMMAND_FAILED", exitCode: 3, stderr: "why" };
    await assert.rejects(box.exec(failing), failure);
    await assert.rejects(box.exec(failing).text(), failure);
    assert.deepEqual(await box.exec(failing).nothrow(), { exitCode: 3, stdout: "out", stderr: "why" });
    assert.equal(await box.exec(failing).nothrow().text(), "out");
    assert.equal(await box.exec(failing).text().nothrow(), "out");
    await assert.rejects(box.exec`nonesuch`, { code: "COMMAND_NOT_FOUND", exitCode: 127 });
  });

  test("as a template quotes what stands in it", async () => {
    const name = "two words; $(reboot) 'quoted'";
    assert.equal(await box.exec`echo ${name}`.text(), name);
    assert.equal(await box.exec`echo "<${name}>" | cat`.text(), `<${name}>`);
    assert.deepEqual(await box.exec`printf ${"%s\\n"} ${["a b", "c"]}`.lines(), ["a b", "c"]);
    assert.equal(await box.exec`echo $FROM > /from && cat /from`.text(), "the container");
  });

  test("has options: user, directory, variables", async () => {
    const script = "id -u; pwd; echo $FROM, $A";
    const options = { user: "33", workdir: "/tmp", env: { A: "1" } };
    assert.deepEqual(await box.exec(["sh", "-c", script], options).lines(), ["33", "/tmp", "the container, 1"]);
    assert.equal(await box.exec`echo $A`.env({ A: "2" }).text(), "2");
    // @ts-expect-error: a text is no list of words
    assert.throws(() => box.exec("ls /"), { code: "INVALID_VALUE", hint: 'write ["ls","/"]' });
    // @ts-expect-error: no such option
    await assert.rejects(box.exec(["true"], { usr: "33" }), { code: "UNKNOWN_OPTION", hint: "did you mean user?" });
  });

  test("hands the command its input, byte for byte", async () => {
    const input = randomBytes(3_000_000);
    assert.equal(Buffer.compare(Buffer.from(await box.exec(["cat"], { stdin: input }).bytes()), input), 0);
    assert.equal(await box.exec(["cat"]).text(), ""); // Without one, it is empty.
  });

  test("ends where the command does not read its input", async () => {
    const stdin = Buffer.alloc(3_000_000);
    assert.deepEqual(await box.exec(["true"], { stdin }), { exitCode: 0, stdout: "", stderr: "" });
  });

  test("does not wait for what is detached", async () => {
    await box.exec(["sh", "-c", "sleep 0.3; touch /detached"], { detach: true });
    await until("it has run", async () => (await box.exec`ls /detached`.nothrow()).exitCode === 0);
  });

  test("ends with the command, though a child of it holds the output", async () => {
    assert.equal(await box.exec(["sh", "-c", "sleep 1000001 & echo started"]).text(), "started");
  });

  test("kills the command when it is cancelled", async () => {
    const controller = new AbortController();
    const running = box.exec(["tail", "-f", "/dev/null"]).signal(controller.signal);
    await until("it runs", async () => (await processes()).join() === "tail");
    controller.abort();
    await assert.rejects(running, { code: "CANCELLED" });
    await until("it is gone", async () => (await processes()).length === 0);
    const signal = AbortSignal.timeout(300);
    await assert.rejects(box.exec(["tail", "-f", "/dev/null"], { signal }).text(), { code: "TIMED_OUT" });
    await assert.rejects(box.exec(["tail", "-f", "/dev/null"]).timeout("300ms"), { code: "TIMED_OUT" });
    await until("both are gone", async () => (await processes()).length === 0);
  });

  test("in a container that does not run, or is not there, says so", async () => {
    const stopped = await nerdsh.run("busybox", ["true"], { name: "stopped" });
    await stopped.wait();
    await assert.rejects(stopped.exec`true`, { code: "CONTAINER_NOT_RUNNING" });
    await using paused = await nerdsh.run("busybox", ["sleep", "1000000"]);
    await paused.pause();
    await assert.rejects(paused.exec`true`, { code: "CONTAINER_PAUSED" });
    await stopped.remove();
    await assert.rejects(stopped.exec`true`, { code: "UNKNOWN_CONTAINER" });
    assert.equal(await nerdsh.exec(box.name, ["echo", "by name"]).text(), "by name");
  });
});
