import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { useBundle } from "../../support/command-line.ts";
import { JsonShell } from "../../support/json-shell.ts";
import { testWorld } from "../../support/world.ts";

describe("nerdsh shell --json", { concurrency: true }, () => {
  before(useBundle);

  test("answers code with its value and text, output as it comes, and failures with their code, one after another", async () => {
    await using world = await testWorld();
    await using shell = new JsonShell(world.env);
    shell.send({ id: 1, code: "const a: number = 20; a + 1" }, { id: 2, code: 'console.log("hi"); _ * 2' });
    assert.deepEqual(await shell.until(1, "done"), [
      { id: 1, type: "result", line: 1, value: 21, text: "21" },
      { id: 1, type: "done" },
    ]);
    assert.deepEqual(await shell.until(2, "done"), [
      { id: 2, type: "output", stream: "stdout", text: "hi\n" },
      { id: 2, type: "result", line: 2, value: 42, text: "42" },
      { id: 2, type: "done" },
    ]);
    const [failure] = await shell.ask({ id: 3, code: 'throw new NerdError("NOT_FOUND", "no x", { hint: "look" })' });
    assert.deepEqual([failure!.type, failure!["code"], failure!["hint"]], ["error", "NOT_FOUND", "look"]);
    assert.deepEqual(await shell.ask({ id: 4, code: "(async function* () { yield 1; yield 'two' })()" }), [
      { id: 4, type: "item", value: 1, text: "1" },
      { id: 4, type: "item", value: "two", text: "two" },
      { id: 4, type: "done" },
    ]);
    assert.deepEqual(await shell.ask({ id: 5, code: "!echo from the host; exit 3" }), [
      { id: 5, type: "output", stream: "stdout", text: "from the host\n" },
      { id: 5, type: "result", exitCode: 3 },
      { id: 5, type: "done" },
    ]);
    shell.send("nonsense");
    assert.deepEqual((await shell.until(null, "error")).find(({ type }) => type === "error")!["code"], "INVALID_VALUE");
    assert.equal(await shell.end(), 0);
    assert.equal(shell.stderr, "");
  });

  test("completes and documents while code runs, and cancels one request only", async () => {
    await using world = await testWorld();
    await using shell = new JsonShell(world.env);
    // Nothing can end it, so that it may be collected: V8's inspector would end a Node 24 then. The next one makes garbage enough for that.
    const garbage = "Array.from({ length: 300 }, (_, j) => new Array(20_000).fill({ j }))";
    const next = `for (let i = 0; i < 20; i++) await new Promise((go) => setTimeout(go, 1, ${garbage})); 7`;
    shell.send({ id: "endless", code: "await new Promise(() => {})" }, { id: "next", code: next });
    const [completion] = await shell.ask({ id: 2, complete: 'run("nginx", { publ', cursor: 19 });
    const { start, candidates } = completion!["value"] as { start: number; candidates: { text: string }[] };
    assert.deepEqual([start, candidates.map(({ text }) => text)], [15, ["publish", "publishAll"]]);
    const [docs] = await shell.ask({ id: 3, docs: "run" });
    assert.match(String(docs!["text"]), /^run\(image: ImageInput.*Starts a container/s);
    assert.deepEqual(await shell.ask({ id: 4, cancel: "endless" }), [{ id: 4, type: "done" }]);
    assert.equal((await shell.until("endless", "done"))[0]!["code"], "CANCELLED");
    assert.equal((await shell.until("next", "done"))[0]!["value"], 7);
    const [unknown] = await shell.ask({ id: 5, cancel: "endless" });
    assert.equal(unknown!["code"], "NOT_FOUND");
  });

  test("runs containers, by call and by command line, and tells of their progress; what was held ends with it", async () => {
    await using world = await testWorld();
    await using shell = new JsonShell({ ...world.env, TOKEN: "json-secret" });
    const code = 'await using web = await run("busybox", ["sleep", "600"], { name: "held" }); web.name';
    const events = await shell.ask({ id: 1, code });
    assert.equal(events.find(({ type }) => type === "result")!["value"], "held");
    assert.ok(
      events.some(({ type, event }) => type === "event" && (event as { type: string }).type === "container.started"),
    );
    const lines = await shell.ask({ id: 2, code: "ps --format '{{.Names}}'" });
    assert.equal(lines.find(({ type }) => type === "output")!["text"], "held\n");
    const secret = await shell.ask({ id: 3, code: 'const t = await secret("TOKEN").value(); console.log(t); t' });
    assert.deepEqual(
      secret.map(({ text }) => text),
      ["***\n", "'***'", undefined],
    );
    assert.equal(await shell.end(), 0);
    assert.equal((await world.nerdsh(["ps", "-aq"])).stdout, "");
  });

  test("is what nerdsh --json alone opens; with a command it is that command's --format json", async () => {
    await using world = await testWorld();
    await using shell = new JsonShell(world.env, ["--json"]);
    assert.deepEqual(await shell.ask({ id: 1, code: "1 + 1" }), [
      { id: 1, type: "result", line: 1, value: 2, text: "2" },
      { id: 1, type: "done" },
    ]);
    const [output] = await shell.ask({ id: 2, code: "network ls --filter name=bridge" });
    assert.match(String(output!["text"]), /^NETWORK ID/);
    assert.equal(await shell.end(), 0);
    const words = ["network", "ls", "--filter", "name=bridge"];
    const asked = await world.nerdsh([...words, "--format", "json"]);
    assert.equal((JSON.parse(asked.stdout) as { readonly Name: string }).Name, "bridge");
    assert.deepEqual(await world.nerdsh(["--json", ...words]), asked);
    const { exitCode, stderr } = await world.nerdsh(["--json", "-e", "1"]);
    assert.deepEqual([exitCode, stderr.split("\n")[0]], [125, "nerdsh: a recipe writes what it likes: --json"]);
  });
});
