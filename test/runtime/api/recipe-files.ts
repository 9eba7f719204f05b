/** A recipe that uses the API against real containers and prints what it saw, and the module that it imports: path → text. */
export const recipeFiles: Readonly<Record<string, string>> = {
  "api.nerd.ts": `import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { codeOf, type Seen } from "./lib/code-of.ts";

const sh = (script: string): string[] => ["sh", "-c", script];
const target = new PassThrough();
const piped = buffer(target);
const exit = await run("busybox", sh("head -c 3000000 /dev/zero")).pipe(target);
target.end();

const seen: Seen = {
  pulled: (await pull("layered")).reference,
  text: await run("busybox", ["echo", "hello"]).text(),
  lines: await run("busybox", ["seq", "3"]).lines(),
  json: await run("busybox", sh("echo $DOCUMENT")).env({ DOCUMENT: '{"a":1}' }).json(),
  bytes: (await run("busybox", sh("head -c 3000000 /dev/zero")).bytes()).length,
  piped: [exit.exitCode, (await piped).length],
  failure: await codeOf(run("busybox", sh("echo why >&2; exit 3")).text()),
  late: await codeOf(run("busybox", ["sleep", "1000000"]).timeout("500ms").text()),
  unknown: await codeOf(run("busybix", ["true"]).text()),
  parallel: await Promise.all(["a", "b", "c", "d"].map((word) => run("busybox", ["echo", word]).text())),
};

await using web = await run("nginx", { publish: "80", name: "web" });
seen["page"] = (await fetch(web.url(80)).then((response) => response.text())).includes("nginx");
seen["handle"] = JSON.parse(JSON.stringify(web)).name;
seen["exec"] = await web.exec\`echo \${"two  words"}\`;
seen["failedExec"] = await codeOf(web.exec(sh("exit 4")));
seen["input"] = (await web.exec(["cat"], { stdin: Buffer.alloc(2_000_000) }).bytes()).length;
seen["log"] = [];
await using talker = await run("busybox", sh("echo out; echo err >&2"));
for await (const { stream, text } of talker.logs({ follow: true })) (seen["log"] as string[]).push(stream + " " + text);
(seen["log"] as string[]).sort();
seen["exited"] = await talker.wait();
const passing = await run("busybox", ["sleep", "0.3"], { rm: true });
seen["removed"] = [await passing.wait(), (await containers({ all: true })).some(({ id }) => id === passing.id)];
const talking = { image: "busybox", command: ["sh", "-c", "echo said; exec sleep 1000000"], stop_signal: "SIGKILL" };
{
  await using app = await compose({ name: "app", services: { a: talking, b: { ...talking, depends_on: ["a"] } } }).up();
  const b = app.service("b");
  const lines: string[] = [];
  for await (const { service, text } of app.logs({ follow: true })) if (lines.push(service + " " + text) === 2) break;
  seen["compose"] = [(await app.ps()).map(({ name }) => name), await b.exec\`hostname\`.text().then(({ length }) => length), lines.sort()];
}
await web.stop();
seen["listed"] = (await containers({ all: true })).map(({ name, status }) => name + " " + status).at(-1);
console.log(JSON.stringify(seen));
`,
  "lib/code-of.ts": `export type Seen = Record<string, unknown>;

/** What a failure says, in data. */
export async function codeOf(failing: PromiseLike<unknown>): Promise<unknown> {
  try {
    return await failing;
  } catch (error) {
    if (!isNerdError(error)) throw error;
    const { code, exitCode, stderr, suggestions } = error;
    return [code, exitCode, stderr ?? "", suggestions];
  }
}
`,
  "leaving.nerd.ts": `const box = await run("busybox", ["sleep", "1000000"]);
console.log(box.name);
`,
};

export const expected = {
  pulled: "layered:latest",
  text: "hello",
  lines: ["1", "2", "3"],
  json: { a: 1 },
  bytes: 3_000_000,
  piped: [0, 3_000_000],
  failure: ["COMMAND_FAILED", 3, "why", []],
  late: ["TIMED_OUT", 124, "", []],
  unknown: ["UNKNOWN_IMAGE", 125, "", ["busybox"]],
  parallel: ["a", "b", "c", "d"],
  page: true,
  handle: "web",
  exec: { exitCode: 0, stdout: "two  words", stderr: "" },
  failedExec: ["COMMAND_FAILED", 4, "", []],
  input: 2_000_000,
  log: ["stderr err", "stdout out"],
  exited: { exitCode: 0 },
  removed: [{ exitCode: 0 }, false],
  compose: [["app-a-1", "app-b-1"], 12, ["a said", "b said"]],
  listed: "web exited",
};
