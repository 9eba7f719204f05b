import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { askDeputy, enlistDeputy } from "../../../../src/platform/deputy/ask.ts";
import { encodeRequest } from "../../../../src/platform/deputy/frames.ts";
import { signalByDeputy } from "../../../../src/platform/deputy/processes.ts";
import { mkfifo } from "../../../../src/platform/mkfifo.ts";
import { runInOwnSession } from "../../../../src/platform/own-session.ts";
import { removeTrees } from "../../../../src/platform/remove-trees.ts";
import { until } from "../../../support/condition.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
const inside = (name: string) => join(directory.path, name);
const sh = (script: string, options = {}) => runInOwnSession("sh", ["-c", script], options);

before(async () => {
  directory = await temporaryDirectory();
});
afterEach(() => enlistDeputy(undefined));
after(() => directory[Symbol.asyncDispose]());

/** Where the tests before have had it put. */
function program(): string {
  const [name = ""] = readdirSync(inside("bin"));
  return inside(`bin/${name}`);
}

/** The pid of who starts this process's programs. */
async function parentOfPrograms(): Promise<number> {
  return Number((await sh("echo $PPID")).stdout);
}

for (const way of ["a deputy", "this process itself"]) {
  const enlist = () => enlistDeputy(way === "a deputy" ? inside("bin") : undefined);

  describe(`a program that ${way} starts`, () => {
    test("is this process's child where there is no deputy", async () => {
      enlist();
      assert.equal((await parentOfPrograms()) === process.pid, way !== "a deputy");
    });

    test("reads its input, has its environment alone, and gives its output and status", async () => {
      enlist();
      const env = { PATH: process.env["PATH"] ?? "", WORD: "env" };
      const end = await sh("cat; echo $WORD$HOME >&2; exit 7", { env, stdin: "input" });
      assert.deepEqual(end, { status: 7, stdout: "input", stderr: "env\n" });
    });

    test("has status 1 where a signal ended it", async () => {
      enlist();
      assert.equal((await sh("kill -9 $$")).status, 1);
    });

    test("may write as much as it likes", async () => {
      enlist();
      const { stdout } = await sh("head -c 3000000 /dev/zero | tr '\\0' x");
      assert.equal(stdout, "x".repeat(3_000_000));
    });

    test("may read more than fits into one request", async () => {
      enlist();
      const { stdout } = await sh("wc -c", { stdin: "x".repeat(2_000_000) });
      assert.equal(stdout.trim(), "2000000");
    });

    test("runs beside others, of which each gets its own answer", async () => {
      enlist();
      const ends = await Promise.all(Array.from({ length: 150 }, (_, i) => sh(`sleep 0.01; echo ${i}`)));
      assert.deepEqual(
        ends.map(({ stdout }) => stdout),
        Array.from({ length: 150 }, (_, i) => `${i}\n`),
      );
    });

    test("fails with the system's error where it is missing", async () => {
      enlist();
      await assert.rejects(runInOwnSession("no-such-program", []), { code: "ENOENT" });
      await assert.rejects(runInOwnSession(inside("no-such-program"), []), { code: "ENOENT" });
    });

    test("is one of the system's, with signals as a program has them", async () => {
      enlist();
      const { stdout } = await sh("grep -E '^Sig(Blk|Ign)' /proc/self/status");
      assert.equal(stdout, "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
    });
  });

  describe(`FIFOs that ${way} makes`, () => {
    test("are for their owner only", async () => {
      enlist();
      const paths = ["a", "b"].map((name) => inside(`${name} of ${way}`));
      await mkfifo(paths);
      for (const path of paths) {
        assert.ok(statSync(path).isFIFO());
        assert.equal(statSync(path).mode & 0o777, 0o600);
      }
    });

    test("fail where their directory is missing", async () => {
      enlist();
      await assert.rejects(mkfifo([inside("missing/a")]), { code: "RUNTIME_FAILED", message: /^cannot make FIFOs: / });
    });
  });

  describe(`trees that ${way} removes`, () => {
    test("go with all that is in them, but not with what their links lead to", async () => {
      enlist();
      const kept = inside(`kept from ${way}`);
      const [full, deep, alone] = ["full", "deep", "alone"].map((name) => inside(`${name} of ${way}`)) as [
        string,
        string,
        string,
      ];
      mkdirSync(join(full, "below/.hidden"), { recursive: true });
      mkdirSync(join(deep, "d/".repeat(40)), { recursive: true });
      mkdirSync(kept);
      for (const file of [join(kept, "file"), alone]) writeFileSync(file, "");
      for (let i = 0; i < 1000; i++) writeFileSync(join(full, `below/${i} ${"long".repeat(10)}`), "");
      symlinkSync(kept, join(full, "below/.hidden/link"));
      await mkfifo([join(full, "fifo")]);
      await removeTrees([full, inside("missing"), deep, alone]);
      for (const path of [full, deep, alone]) assert.ok(!existsSync(path), path);
      assert.deepEqual(readdirSync(kept), ["file"]);
    });
  });
}

describe("a deputy", () => {
  test("is started again after it was killed, and what it was asked for fails", async () => {
    enlistDeputy(inside("bin"));
    const first = await parentOfPrograms();
    const asked = sh(`echo $$ >${inside("draft")}; mv ${inside("draft")} ${inside("pid")}; exec sleep 1000`);
    await until("the program runs", () => existsSync(inside("pid")));
    process.kill(first, "SIGKILL");
    await assert.rejects(asked, /nerdsh's deputy process was killed/);
    process.kill(Number(readFileSync(inside("pid"), "utf8")), "SIGKILL");
    const second = await parentOfPrograms();
    assert.notEqual(second, first);
    assert.notEqual(second, process.pid);
  });

  test("sends a signal to a process of the cgroup that is named, and to no other", async () => {
    enlistDeputy(inside("bin"));
    const child = spawn("sleep", ["1000"]);
    const ended = once(child, "exit");
    await once(child, "spawn");
    const pid = child.pid ?? 0;
    const [cgroup = ""] = readFileSync(`/proc/${pid}/cgroup`, "utf8").split("\n");
    assert.equal(await signalByDeputy(pid, 9, `${cgroup}/nowhere`), false);
    assert.equal(child.exitCode ?? child.signalCode, null);
    assert.equal(await signalByDeputy(pid, 15, cgroup), true);
    assert.deepEqual(await ended, [null, "SIGTERM"]);
    assert.equal(await signalByDeputy(pid, 9, cgroup), false);
  });

  test("is not missed where its program cannot be put, or cannot run", async () => {
    writeFileSync(inside("file"), "");
    for (const place of [inside("file"), "/proc"]) {
      // A process of its own, since one that has a deputy keeps it.
      const module = (path: string) =>
        JSON.stringify(new URL(`../../../../src/platform/${path}`, import.meta.url).href);
      const script = inside("placeless.mts");
      writeFileSync(
        script,
        `import { enlistDeputy } from ${module("deputy/ask.ts")};
        import { runInOwnSession } from ${module("own-session.ts")};
        enlistDeputy(${JSON.stringify(place)});
        const { stdout } = await runInOwnSession("sh", ["-c", "echo $PPID"]);
        if (Number(stdout) !== process.pid) throw new Error(stdout);`,
      );
      execFileSync(process.execPath, ["--import", "tsx", script]);
    }
  });

  test("ends when whoever started it is killed, and what it has started does not", async () => {
    const child = spawn(program(), [], { stdio: ["pipe", "pipe", "ignore"] });
    const script = `touch ${inside("begun")}; sleep 0.2; touch ${inside("done")}`;
    child.stdin.write(encodeRequest(1, { operation: "run", texts: ["/bin/sh", "", "sh", "-c", script], split: 5 }));
    await until("the program runs", () => existsSync(inside("begun")));
    // As the kernel does for a process that is killed.
    child.stdin.destroy();
    child.stdout.destroy();
    await once(child, "exit");
    await until("the program is done", () => existsSync(inside("done")));
  });

  test("refuses what is no request of ours, and ends", async () => {
    for (const bytes of ["\xff\xff\xff\xff", "\x0c\0\0\0\0\0\0\0\x63\0\0\0\0\0\0\0"]) {
      const child = spawn(program(), [], { stdio: ["pipe", "ignore", "ignore"] });
      child.stdin.on("error", () => {});
      child.stdin.write(Buffer.from(bytes, "latin1"));
      assert.deepEqual(await once(child, "exit"), [2, null]);
    }
  });

  test("tries whether the kernel runs x32 programs, as its configuration says", async (t) => {
    if (!existsSync("/proc/config.gz")) return t.skip("the kernel does not show its configuration");
    enlistDeputy(inside("bin"));
    const answer = await askDeputy({ operation: "tryX32", texts: [""] });
    const config = gunzipSync(readFileSync("/proc/config.gz")).toString();
    if (!config.includes("CONFIG_X86_X32_ABI=y")) assert.notEqual(answer?.result, 0);
  });

  test("reads, lists and writes extended attributes, and follows no link", async () => {
    enlistDeputy(inside("bin"));
    const file = inside("attributed");
    writeFileSync(file, "");
    const written = await askDeputy({ operation: "writeAttribute", texts: [file, "user.word", Buffer.from("a\0b")] });
    assert.equal(written?.result, 0);
    const read = await askDeputy({ operation: "readAttribute", texts: [file, "user.word"] });
    assert.deepEqual(read?.first, Buffer.from("a\0b"));
    const listed = await askDeputy({ operation: "listAttributes", texts: [file] });
    assert.match(`${listed?.first}`, /(^|\0)user\.word\0/);
    const missing = await askDeputy({ operation: "readAttribute", texts: [file, "user.other"] });
    assert.equal(missing?.result, -61); // ENODATA
  });
});
