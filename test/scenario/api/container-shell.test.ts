import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { after, before, describe, test } from "node:test";
import { createGzip, gunzipSync } from "node:zlib";
import fc from "fast-check";
import type { Container } from "../../../src/api/container.ts";
import type { OpenShell } from "../../../src/api/container-shell/image-shell.ts";
import { zx } from "../../../src/platform/zx.ts";
import { openApi, type TestApi } from "../../support/api.ts";
import { until } from "../../support/condition.ts";
import type { World } from "../../support/private-world.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";
import { testWorld } from "../../support/world.ts";

let world: World;
let nerdsh: TestApi;
let box: Container;
before(async () => {
  world = await testWorld();
  nerdsh = await openApi(world);
  box = await nerdsh.run("busybox", ["sleep", "1000000"], { env: { FROM: "the container" } });
});
after(async () => {
  await box.remove();
  nerdsh[Symbol.dispose]();
});

const host = zx().$({ quiet: true });
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("a command in a container", () => {
  test("is awaited as one of the host is", async () => {
    const { exitCode, stdout, stderr } = await box.$`echo ${"two  words"}; echo $FROM >&2`.quiet();
    assert.deepEqual({ exitCode, stdout, stderr }, { exitCode: 0, stdout: "two  words\n", stderr: "the container\n" });
    const { $: $$ } = box;
    assert.equal(await $$`echo ${await $$`echo inner`}`.text(), "inner");
    assert.deepEqual(await $$`printf ${"%s\\n"} ${["a b", "c"]}`.lines(), ["a b", "c"]);
    assert.deepEqual(await $$`echo ${JSON.stringify({ a: [1] })}`.json(), { a: [1] });
    assert.equal((await $$`head -c 1000000 /dev/zero`.bytes()).length, 1_000_000);
  });

  test("gets every word as it is, of whatever characters and bytes", async () => {
    const unit = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.string({ unit: fc.constantFrom(..."'\"\\$` \t\n;&|<>(){}[]*?~#!=%-aé") }),
    );
    const word = unit.map((text) => Buffer.from(text.replaceAll("\0", "")).toString());
    const words = fc.sample(word, 300);
    const received = (bytes: Uint8Array) => Buffer.from(bytes).toString().split("\0").slice(0, -1);
    assert.deepEqual(received(await box.$`printf ${"%s\\0"} ${words}`.bytes()), words);
    assert.deepEqual(received(await box.$`printf '%s\\0' ${words} | cat`.bytes()), words);
    assert.deepEqual(
      received(await box.$`printf '%s\\0' "${words[0]!}" '${words[1]!}' | cat`.bytes()),
      words.slice(0, 2),
    );
    const bytes = Uint8Array.from({ length: 255 }, (_, i) => i + 1);
    assert.deepEqual(await box.$`printf %s ${bytes}`.bytes(), Buffer.from(bytes));
  });

  test("throws for a status other than 0, unless told not to", async () => {
    const failing = () => box.$`echo out; echo why >&2; exit 3`.quiet();
    const message = "`echo out; echo why >&2; exit 3` exited with status 3";
    await assert.rejects(failing(), { code: "COMMAND_FAILED", exitCode: 3, stderr: "why", message });
    await assert.rejects(failing().text(), { exitCode: 3 });
    assert.equal((await failing().nothrow()).exitCode, 3);
    assert.equal(await failing().exitCode, 3);
    assert.equal((await box.$({ nothrow: true, quiet: true })`exit 4`).exitCode, 4);
    await assert.rejects(box.$`nonesuch`.quiet(), { code: "COMMAND_NOT_FOUND", exitCode: 127 });
  });

  test("has what is chained to it: directory, variables, input", async () => {
    assert.equal(await box.$`echo $PWD $A`.cwd("/tmp").env({ A: "1" }).text(), "/tmp 1");
    assert.equal(await box.$`cat`.stdin("text").text(), "text");
    const bytes = randomBytes(3_000_000);
    assert.equal(sha256(await box.$`cat`.stdin(bytes).bytes()), sha256(bytes));
    assert.equal(
      sha256(await box.$`cat`.stdin(Readable.from([bytes, bytes])).bytes()),
      sha256(Buffer.concat([bytes, bytes])),
    );
    await using directory = await temporaryDirectory();
    await writeFile(join(directory.path, "input"), bytes);
    assert.equal(sha256(await box.$`cat`.stdin({ file: join(directory.path, "input") }).bytes()), sha256(bytes));
    assert.equal(await box.$`cat`.text(), "");
    // @ts-expect-error: no such option
    await assert.rejects(nerdsh.$.in("busybox", { usr: "33" })`true`, { code: "UNKNOWN_OPTION" });
    // @ts-expect-error: nor such a default
    assert.throws(() => nerdsh.$.in("busybox")({ environment: {} }), { code: "UNKNOWN_OPTION", suggestions: ["env"] });
  });

  test("runs again where it fails and is told to", async () => {
    const counting = () => box.$`echo x >>/tries; test $(wc -l </tries) -ge 3`;
    assert.equal((await counting().retry({ times: 2, delay: 10 })).exitCode, 0);
    await box.$`rm /tries`;
    await assert.rejects(counting().retry({ times: 1, delay: "10ms" }), { exitCode: 1 });
    await assert.rejects(box.$`sleep 1000`.retry(5).timeout("300ms"), { code: "TIMED_OUT" });
    const hint = "write retry(3, () => …) around the whole pipe, or give it text or a file to read";
    const refusal = (what: string) => {
      return { code: "INVALID_VALUE", message: `a command cannot run again whose ${what} is a stream`, hint };
    };
    await assert.rejects(host`echo`.pipe(box.$`cat`.retry(1)), refusal("input"));
    await assert.rejects(box.$`echo`.retry(1).pipe(box.$`cat`), refusal("output"));
    await box.$`rm /tries`;
    const pipe = () =>
      host`echo piped`.pipe(box.$`cat; echo x >>/tries; test $(wc -l </tries) -ge 3`).then(({ stdout }) => stdout);
    assert.equal(await zx().retry(3, 1, pipe), "piped\n");
  });

  test("gives its lines as they come, and ends with the loop that reads them", async () => {
    const lines: string[] = [];
    for await (const line of box.$`yes line`) if (lines.push(line) === 3) break;
    assert.deepEqual(lines, ["line", "line", "line"]);
    await assert.rejects(
      async () => {
        for await (const line of box.$`echo last; exit 5`) lines.push(line);
      },
      { exitCode: 5 },
    );
    assert.equal(lines.at(-1), "last");
  });
});

describe("a pipe", () => {
  const size = 50_000_000;

  test("carries every byte from host to container to host", async () => {
    const input = randomBytes(size);
    await using directory = await temporaryDirectory();
    const path = join(directory.path, "bytes");
    await writeFile(path, input);
    const command = host`cat ${path}`.pipe(box.$`cat`).pipe(box.$`cat`).pipe(host`sha256sum`);
    assert.equal((await command).stdout.split(" ")[0], sha256(input));
  });

  test("goes at the pace of a slow right side", async () => {
    const left = host`yes`.nothrow();
    assert.equal(await left.pipe(box.$`sleep 1; head -n 1`).text(), "y");
    const { length } = (await left).stdout;
    assert.ok(length < 5_000_000, `${length} bytes were read ahead`);
  });

  test("gives its right side", async () => {
    assert.equal(await host`echo left`.pipe(box.$`sed s/left/right/`).text(), "right");
    assert.equal((await host`echo left`.pipe(box.$`sed s/left/right/`)).stdout, "right\n");
    assert.equal((await box.$`echo left`.pipe(host`sed s/left/right/`)).stdout, "right\n");
    assert.equal((await box.$`echo left`.pipe(nerdsh.$.in("busybox")`sed s/left/right/`)).stdout, "right\n");
    const shell = box.$({ env: { A: "same shell" } });
    assert.equal(
      await shell`printf ${"%s\\n"} b a`.pipe`sort | sed ${"s/$/ of/"}`.pipe`sed "s/$/ the $A/"`.text(),
      "a of the same shell\nb of the same shell",
    );
    const target = new PassThrough();
    const gathered = buffer(target);
    assert.equal((await box.$`echo into a stream`.pipe(target)).exitCode, 0);
    assert.equal((await gathered).toString(), "into a stream\n");
    await using directory = await temporaryDirectory();
    await box.$`seq 100000`.pipe(createGzip()).pipe(zx().fs.createWriteStream(join(directory.path, "gz")));
    assert.equal(gunzipSync(await readFile(join(directory.path, "gz"))).length, 588_895);
  });

  test("takes what another copy of zx writes", async () => {
    const require = createRequire(import.meta.url);
    for (const path of Object.keys(require.cache)) if (path.includes("/zx/")) delete require.cache[path];
    const other: typeof import("zx") = require("zx");
    assert.notEqual(other.ProcessPromise, zx().ProcessPromise);
    assert.equal((await other.$`echo other`.pipe(box.$`cat`)).stdout, "other\n");
    assert.equal(await other.$`echo other`.pipe(box.$`cat`).text(), "other");
    assert.equal((await box.$`echo other`.pipe(other.$`cat`)).stdout, "other\n");
  });

  test("fails with its left side", async () => {
    const failure = { exitCode: 3 };
    await using directory = await temporaryDirectory();
    const whole = join(directory.path, "whole");
    await assert.rejects(host`echo a; exit 3`.pipe(box.$`cat`), failure);
    await assert.rejects(box.$`echo a; exit 3`.pipe(host`cat`), failure);
    await assert.rejects(box.$`echo a; exit 3`.pipe(box.$`cat`), failure);
    await box.$`echo a; exit 3`.pipe(host`cat >/dev/null; touch ${whole}`).catch(() => {});
    await host`echo a; exit 3`.pipe(box.$({ nothrow: true })`cat; touch /whole`);
    assert.equal(existsSync(whole), false, "the end of a failed left side looked like that of all");
    assert.equal(await box.$`test -e /whole`.nothrow().exitCode, 1);
    assert.equal((await box.$`echo a; exit 3`.nothrow().pipe(box.$`cat`)).stdout, "a\n");
    assert.equal((await box.$`exit 3`.pipe(box.$`cat`).nothrow()).exitCode, 3);
    await assert.rejects(async () => await box.$`echo a; exit 3`.pipe(new PassThrough()), failure);
  });

  test("ends a left side whose output nobody reads any more", async () => {
    assert.equal(await box.$`yes`.pipe(box.$`head -n 1`).text(), "y");
    assert.equal((await box.$`yes`.pipe(host`head -n 1`)).stdout, "y\n");
    const left = host`yes`;
    assert.equal(await left.pipe(box.$`head -n 1`).text(), "y");
    assert.notEqual(await left.exitCode, 0); // By SIGPIPE, or for EPIPE where that is ignored.
    await until("none is left in the container", async () => !(await box.$`ps -o comm`.lines()).includes("yes"));
  });
});

describe("$.in", () => {
  test("runs each command in a container of its own, which is gone after it", async () => {
    const $$ = nerdsh.$.in("busybox");
    await $$`touch /made`;
    assert.equal((await $$`test -e /made`.nothrow()).exitCode, 1);
    await assert.rejects($$`exit 3`, { exitCode: 3 });
    await assert.rejects(nerdsh.$.in("busybix")`true`, { code: "UNKNOWN_IMAGE" });
    const names = (await nerdsh.containers({ all: true })).map(({ name }) => name);
    assert.deepEqual(names, [box.name]);
  });

  test("has the workspace at its own path, and gives what it makes to the owner", async () => {
    await using directory = await temporaryDirectory();
    const path = join(directory.path, 'a, b: "c"');
    await mkdir(join(path, "inner"), { recursive: true });
    await chown(path, 1234, 5678);
    await chown(join(path, "inner"), 1234, 5678);
    const $$ = nerdsh.$.in("busybox", { workspace: path });
    assert.equal(await $$`touch made; pwd; id -u; echo $HOME`.text(), `${path}\n1234\n/tmp`);
    const { uid, gid } = await stat(join(path, "made"));
    assert.deepEqual([uid, gid], [1234, 5678]);
    assert.equal(await $$`pwd`.cwd("inner").text(), join(path, "inner"));
    assert.equal(await nerdsh.$.in("busybox", { workspace: path, user: "root" })`id -u`.text(), "0");
    assert.equal(await nerdsh.$.in("busybox", { workspace: false })`pwd`.text(), "/");
  });

  test("keeps one container for many commands where it is opened", async () => {
    let kept: OpenShell;
    {
      await using sh = await nerdsh.$.in("busybox").open();
      await sh`touch /tmp/made`;
      assert.equal(await sh`pwd; ls -d /tmp/made`.text(), `${process.cwd()}\n/tmp/made`);
      kept = sh;
    }
    await assert.rejects(kept`true`, { code: "UNKNOWN_CONTAINER" });
  });

  test("minds the scope that it is called in", async () => {
    await using directory = await temporaryDirectory();
    await zx().within(async () => {
      const { $ } = zx();
      $.cwd = directory.path;
      $.env = { ...process.env, SCOPED: "yes" };
      $.nothrow = true;
      const command = nerdsh.$.in("busybox")`pwd; echo $SCOPED; exit 3`;
      assert.equal((await command).stdout, `${directory.path}\nyes\n`);
      assert.equal(await command.exitCode, 3);
    });
    assert.equal(await nerdsh.$.in("busybox")`pwd; echo $SCOPED`.text(), `${process.cwd()}\n`);
  });
});
