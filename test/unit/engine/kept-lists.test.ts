import assert from "node:assert/strict";
import {
  closeSync,
  existsSync,
  futimesSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { StoredContainer } from "../../../src/engine/containers.ts";
import { KeptLists } from "../../../src/engine/kept-lists.ts";
import { temporaryDirectory } from "../../support/temporary-directory.ts";

const pageBytes = 4096;

/** A meta page of bolt, with the number of the transaction that wrote it. */
function metaPage(transaction: number): Buffer {
  const page = Buffer.alloc(pageBytes);
  page.writeBigUInt64LE(BigInt(transaction % 2), 0);
  page.writeUInt16LE(4, 8);
  page.writeUInt32LE(0xed0cdaed, 16);
  page.writeUInt32LE(2, 20);
  page.writeUInt32LE(pageBytes, 24);
  page.writeBigUInt64LE(BigInt(transaction), 64);
  let sum = 0xcbf29ce484222325n;
  for (const byte of page.subarray(16, 72)) sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
  page.writeBigUInt64LE(sum, 72);
  return page;
}

function record(id: string): StoredContainer {
  const at = "2026-01-02T03:04:05Z";
  const snapshot = { snapshotter: "overlayfs", snapshotKey: id };
  const rest = {
    labels: { "nerdctl/name": `name-${id}` },
    image: "busybox",
    runtime: { name: "runc" },
    extensions: {},
  };
  const spec = () => assert.fail("nobody has asked for it");
  return { id, ...snapshot, ...rest, createdAt: at, updatedAt: at, spec, args: () => ["sleep", "ä\n"] };
}

/** This process as an engine: it listens, has its database open, and counts the lists that it is asked for. */
async function openEngine(count: number) {
  const directory = await temporaryDirectory();
  const address = join(directory.path, "containerd.sock");
  const listen = async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(address, resolve));
    return server;
  };
  const servers = [await listen()];
  const bolt = join(directory.path, "io.containerd.metadata.v1.bolt");
  await mkdir(bolt);
  const database = openSync(join(bolt, "meta.db"), "w+");
  let [transaction, asked] = [0, 0];
  const write = (page = metaPage(transaction)) => {
    writeSync(database, page, 0, page.length, (transaction % 2) * pageBytes);
    transaction++;
    futimesSync(database, 1_000, 1_000); // At rest.
  };
  write();
  write();
  const records = Array.from({ length: count }, (_, i) => record(`c${i}`));
  const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
  return {
    bolt,
    file: join(directory.path, "lists/default.json"),
    asked: () => asked,
    /** Writes to the database that there are other containers. */
    change: (then: readonly StoredContainer[]) => {
      records.splice(0, records.length, ...then);
      write();
    },
    spoil: () => write(Buffer.alloc(pageBytes)),
    rest: () => futimesSync(database, 1_000, 1_000),
    hurry: () => futimesSync(database, Date.now() / 1_000, Date.now() / 1_000),
    restart: async () => {
      renameSync(address, `${address}.old`);
      servers.push(await listen());
    },
    /** What each process has of its own. */
    process: ({ pid = process.pid, namespace = "default" } = {}) => {
      const lists = new KeptLists({ address, runtimeDir: directory.path });
      const questions = {
        list: async () => {
          asked++;
          return { containers: [...records], isShort: true };
        },
        pid: async () => pid,
      };
      return {
        list: async () => ids(await lists.list(namespace, questions)),
        listAll: async () => await lists.listAll(namespace, questions),
        atHand: async () => (await lists.atHand(namespace))?.length,
      };
    },
    async [Symbol.asyncDispose]() {
      closeSync(database);
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      await directory[Symbol.asyncDispose]();
    },
  };
}

type TestEngine = Awaited<ReturnType<typeof openEngine>>;

/** Lists in a process that has begun to keep what it lists. */
async function warmProcess(engine: TestEngine, options?: { pid?: number }) {
  const warm = engine.process(options);
  await warm.list();
  await warm.list();
  return warm;
}

/** Lists in as many new processes as it takes until the list is in its file. */
async function written(engine: TestEngine): Promise<void> {
  await engine.process().listAll();
  await engine.process().listAll();
  assert.match(readFileSync(engine.file, "utf8"), /"revision":/);
}

describe("a list in a process that has listed before", () => {
  it("is asked for again only once something was written", async () => {
    await using engine = await openEngine(2);
    const warm = await warmProcess(engine);
    assert.deepEqual([await warm.list(), engine.asked()], [["c0", "c1"], 2]);
    assert.equal(await warm.atHand(), 2);
    engine.change([record("new")]);
    assert.equal(await warm.atHand(), undefined);
    assert.deepEqual([await warm.list(), engine.asked()], [["new"], 3]);
    assert.deepEqual([await warm.list(), engine.asked()], [["new"], 3]);
  });

  it("is asked for each time while the database cannot be read whole", async () => {
    await using engine = await openEngine(2);
    const warm = await warmProcess(engine);
    engine.spoil();
    await warm.list();
    await warm.list();
    assert.equal(engine.asked(), 4);
  });

  it("is asked for where the file was written to and looks as before", async () => {
    await using engine = await openEngine(2);
    const warm = await warmProcess(engine);
    engine.hurry();
    await warm.list();
    assert.equal(engine.asked(), 3);
  });

  it("is asked for where another engine listens at the socket", async () => {
    await using engine = await openEngine(2);
    const warm = await warmProcess(engine);
    await engine.restart();
    await warm.list();
    assert.equal(engine.asked(), 3);
  });

  it("is asked for each time where the engine's process is not the one that listens", async () => {
    await using engine = await openEngine(2);
    const warm = await warmProcess(engine, { pid: process.ppid });
    await warm.list();
    assert.deepEqual([await warm.atHand(), engine.asked()], [undefined, 3]);
  });

  it("is asked for where another file is at the database's path", async () => {
    await using engine = await openEngine(2);
    const warm = await warmProcess(engine);
    const path = join(engine.bolt, "meta.db");
    renameSync(path, `${path}.old`);
    writeFileSync(path, readFileSync(`${path}.old`));
    await warm.list();
    await warm.list();
    assert.equal(engine.asked(), 4);
  });
});

describe("a list of many containers", () => {
  it("is written down by who asked for it, for root alone, and read by others", async () => {
    await using engine = await openEngine(40);
    await written(engine);
    const found = await engine.process().listAll();
    assert.equal(engine.asked(), 2);
    const { spec: _spec, extensions: _extensions, args, ...fields } = record("c39");
    const { args: words, ...read } = found.at(-1)!;
    assert.deepEqual([found.length, read, words()], [40, fields, args()]);
    assert.equal(statSync(engine.file).mode & 0o777, 0o600);
  });

  it("is asked for once something was written, and another namespace's too", async () => {
    await using engine = await openEngine(40);
    await written(engine);
    await engine.process({ namespace: "other" }).listAll();
    assert.equal(engine.asked(), 3);
    engine.change([record("new")]);
    assert.deepEqual(
      (await engine.process().listAll()).map(({ id }) => id),
      ["new"],
    );
    assert.equal(existsSync(engine.file), false);
  });

  it("is not written while the database changes", async () => {
    await using engine = await openEngine(40);
    engine.hurry();
    for (let i = 0; i < 3; i++) await engine.process().listAll();
    assert.equal(engine.asked(), 3);
    engine.rest();
    await written(engine);
  });

  it("is asked for where its file is cut anywhere, or has something else", async () => {
    await using engine = await openEngine(33);
    await written(engine);
    const whole = readFileSync(engine.file);
    const others = [
      "",
      "\n",
      "null\n[]",
      "{}\n[]",
      whole.toString().replace('"format":1', '"format":0'),
      "[".repeat(9),
    ];
    const cuts = Array.from({ length: 20 }, (_, i) => whole.subarray(0, Math.floor((whole.length * i) / 20)));
    for (const content of [...cuts, whole.subarray(0, -1), ...others]) {
      writeFileSync(engine.file, content);
      const before = engine.asked();
      assert.equal((await engine.process().listAll()).length, 33);
      assert.equal(engine.asked(), before + 1);
    }
  });

  it("is not written of few", async () => {
    await using engine = await openEngine(32);
    for (let i = 0; i < 3; i++) await engine.process().listAll();
    assert.deepEqual([engine.asked(), existsSync(engine.file)], [3, false]);
  });
});
