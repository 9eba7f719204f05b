import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Writable } from "node:stream";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { openApi, type TestApi } from "../../support/api.ts";
import { diff } from "../../support/leftovers.ts";
import type { World } from "../../support/private-world.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

let world: World;
let nerdsh: TestApi;
before(async () => {
  world = await testWorld();
  nerdsh = await openApi(world);
  await nerdsh.run("busybox", ["true"]).text();
});
after(() => nerdsh[Symbol.dispose]());

describe("run(image, command)", () => {
  test("gives stdout as text, lines and JSON", async () => {
    const { run } = nerdsh;
    assert.equal(await run("busybox", ["echo", "hello world"]).text(), "hello world");
    assert.deepEqual(await run("busybox", ["printf", "a\\n\\nb"]).lines(), ["a", "", "b"]);
    assert.deepEqual(await run("busybox", ["true"]).lines(), []);
    assert.deepEqual(await run("busybox", ["echo", '{"a":[1,null]}']).json(), { a: [1, null] });
  });

  test("takes the command as an argument, as an option, or from the image", async () => {
    const { run } = nerdsh;
    assert.equal(await run("busybox", ["echo", "1"], { network: "none" }).text(), "1");
    assert.equal(await run("busybox", { command: ["echo", "2"], network: "none" }).text(), "2");
    assert.equal(await run("with-entrypoint").text(), "entrypoint command");
  });

  test("has the options of the command line, in camelCase", async () => {
    const script = "id -u; pwd; hostname; echo $A $B; touch /x 2>/dev/null || echo read-only";
    const lines = await nerdsh
      .run("busybox", ["sh", "-c", script], {
        user: "33",
        workdir: "/tmp",
        hostname: "named",
        readOnly: true,
        env: { A: "1", B: "of the options" },
        label: { a: "b" },
        memory: "64m",
        cpus: 0.5,
      })
      .env({ B: "chained" })
      .lines();
    assert.deepEqual(lines, ["33", "/tmp", "named", "1 chained", "read-only"]);
  });

  test("is as private to itself as the files that it mounts", async () => {
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "in"), "given");
    const volume = [`${directory.path}:/work`];
    await nerdsh.run("busybox", ["sh", "-c", "cat /work/in >/work/out"], { volume }).text();
    assert.equal(await readFile(join(directory.path, "out"), "utf8"), "given");
  });

  test("keeps stderr apart", async () => {
    assert.equal(await nerdsh.run("busybox", ["sh", "-c", "echo out; echo err >&2"]).text(), "out");
  });

  test("gives every byte, of a random file and of a long output", async () => {
    await using directory = await temporaryDirectory();
    const random = randomBytes(5_000_000);
    await writeFile(join(directory.path, "random"), random);
    const read = await nerdsh.run("busybox", ["cat", "/d/random"], { volume: [`${directory.path}:/d`] }).bytes();
    assert.equal(Buffer.compare(Buffer.from(read), random), 0);
  });

  test("leaves nothing behind", async () => {
    const before = await world.census();
    await nerdsh.run("busybox", ["echo", "hello"]).text();
    await nerdsh
      .run("busybox", ["false"])
      .text()
      .catch(() => {});
    assert.deepEqual(diff(before, await world.census()), {});
  });

  test("runs in parallel, each with an output of its own", async () => {
    const numbers = Array.from({ length: 8 }, (_, i) => String(i));
    const outputs = await Promise.all(numbers.map((n) => nerdsh.run("busybox", ["echo", n]).text()));
    assert.deepEqual(outputs, numbers);
  });
});

describe("a command that fails", () => {
  const failing = ["sh", "-c", "echo out; echo why >&2; exit 3"];

  test("throws with its status and the end of its stderr", async () => {
    await assert.rejects(nerdsh.run("busybox", failing, { name: "failing" }).text(), {
      name: "NerdError",
      code: "COMMAND_FAILED",
      message: "failing exited with status 3",
      exitCode: 3,
      stderr: "why",
    });
  });

  test("is a result like another after nothrow()", async () => {
    assert.equal(await nerdsh.run("busybox", failing).nothrow().text(), "out");
    const target = new PassThrough();
    assert.deepEqual(await nerdsh.run("busybox", failing).pipe(target).nothrow(), { exitCode: 3 });
  });

  test("that is not in the image is told apart, by Docker's codes", async () => {
    await assert.rejects(nerdsh.run("busybox", ["nonesuch"]).text(), { code: "COMMAND_NOT_FOUND", exitCode: 127 });
    await assert.rejects(nerdsh.run("busybox", ["/etc/passwd"]).text(), {
      code: "COMMAND_NOT_EXECUTABLE",
      exitCode: 126,
    });
  });
});

describe("pipe()", () => {
  test("copies stdout as it comes, and leaves the stream open", async () => {
    await using go = await temporaryDirectory();
    const target = new PassThrough({ encoding: "utf8" });
    const chunks: AsyncIterator<string> = target[Symbol.asyncIterator]();
    const script = "echo first; while [ ! -e /go/on ]; do sleep 0.05; done; echo second";
    const running = nerdsh.run("busybox", ["sh", "-c", script], { volume: [`${go.path}:/go`] }).pipe(target);
    assert.equal((await chunks.next()).value, "first\n"); // Before the container has ended.
    await writeFile(join(go.path, "on"), "");
    assert.deepEqual(await running, { exitCode: 0 });
    target.end("mine\n");
    assert.equal((await chunks.next()).value, "second\nmine\n");
  });

  test("goes at the pace of a slow reader, and loses nothing", async () => {
    const hash = createHash("sha256");
    let longest = 0;
    const slow = new Writable({
      highWaterMark: 65_536,
      async write(chunk: Buffer, _encoding, done) {
        longest = Math.max(longest, slow.writableLength);
        hash.update(chunk);
        await delay(1);
        done();
      },
    });
    await nerdsh.run("busybox", ["sh", "-c", "yes 0123456789abcde | head -c 8388608"]).pipe(slow);
    await new Promise((resolve) => slow.end(resolve));
    const expected = createHash("sha256").update("0123456789abcde\n".repeat(524_288)).digest("hex");
    assert.equal(hash.digest("hex"), expected);
    assert.ok(longest < 1_000_000, `${longest} bytes were held`);
  });

  test("ends where nobody reads any more", async () => {
    const target = new PassThrough();
    target.resume();
    const running = nerdsh.run("busybox", ["sh", "-c", "echo one; sleep 1; echo two"]).pipe(target);
    target.once("data", () => target.destroy());
    assert.deepEqual(await running, { exitCode: 0 });
  });
});

describe("an operation's modifiers", () => {
  test("quiet() emits no events", async () => {
    const count = nerdsh.events.length;
    await nerdsh.run("busybox", ["true"]).quiet().text();
    assert.equal(nerdsh.events.length, count);
    await nerdsh.run("busybox", ["true"], { name: "loud" }).text();
    const types = nerdsh.events.slice(count).map(({ type }) => type);
    assert.deepEqual(types, ["container.created", "container.started", "container.exited"]);
  });

  test("are refused where the operation has started", async () => {
    const operation = nerdsh.run("busybox", ["true"], { name: "late" });
    await using _container = await operation;
    assert.throws(() => operation.env({ A: "1" }), { code: "OPERATION_STARTED" });
  });
});

describe("what is misspelt", () => {
  test("is answered with what is close: an image, an option, a container", async () => {
    const { run, container } = nerdsh;
    await assert.rejects(run("busybix", ["true"]).text(), {
      code: "UNKNOWN_IMAGE",
      suggestions: ["busybox"],
      hint: /^did you mean busybox, which is here\? \S+ does not have it: manifest unknown; check the name, or log in: nerdsh login \S+$/,
    });
    // @ts-expect-error: a text is neither a list of words nor options
    assert.throws(() => run("busybox", "ls /"), { code: "INVALID_VALUE", hint: 'write ["ls","/"]' });
    // @ts-expect-error: as compose files call it
    await assert.rejects(run("busybox", { environment: {} }), { code: "UNKNOWN_OPTION", hint: "did you mean env?" });
    // @ts-expect-error: no such option
    await assert.rejects(run("busybox", { publsh: "80" }), { code: "UNKNOWN_OPTION", hint: "did you mean publish?" });
    await using _web = await run("busybox", ["sleep", "100"], { name: "web" });
    await assert.rejects(container("wbe"), { code: "UNKNOWN_CONTAINER", suggestions: ["web"] });
    await assert.rejects(nerdsh.exec("weeb", ["true"]), { code: "UNKNOWN_CONTAINER", suggestions: ["web"] });
    await assert.rejects(nerdsh.logs("webb").next(), { code: "UNKNOWN_CONTAINER", suggestions: ["web"] });
    await assert.rejects(run("busybox", ["true"], { network: "brigde" }).text(), {
      code: "UNKNOWN_NETWORK",
      suggestions: ["bridge"],
    });
    await assert.rejects(run("busybox", ["true"], { name: "web" }).text(), { code: "NAME_IN_USE" });
  });
});
