import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { exitStatus, type Output, type StreamOutput } from "../../../src/commands/output.ts";
import { type Asked, present, presentStream } from "../../../src/ui/present.ts";

const web = {
  Id: "4a5c",
  Name: "/web",
  Args: ["<x>"],
  Config: { Cmd: [], Labels: { z: "1", "a.b": "x&y" } },
  State: { Health: null, Error: undefined },
};
const db = { Id: "ba5c", Name: "/db", Args: [], Config: { Cmd: ["redis"], Labels: {} }, State: { Health: null } };

const inspect = { kind: "objects", objects: (found) => found } satisfies Output<readonly object[], Asked>;

describe("objects, as docker inspect prints them", () => {
  test("are an array, indented by four, with labels sorted and no escapes", () => {
    assert.equal(
      present(inspect, [web], {}),
      `[
    {
        "Id": "4a5c",
        "Name": "/web",
        "Args": [
            "<x>"
        ],
        "Config": {
            "Cmd": [],
            "Labels": {
                "a.b": "x&y",
                "z": "1"
            }
        },
        "State": {
            "Health": null
        }
    }
]
`,
    );
  });

  test("are an empty array where nothing was found", () => assert.equal(present(inspect, [], {}), "[]\n"));

  test("are one array on one line with --format json", () => {
    assert.equal(present(inspect, [{ Id: "<a>" }, { Id: "b" }], { format: "json" }), '[{"Id":"<a>"},{"Id":"b"}]\n');
  });

  test("are a line each with a template, where \\t is two characters", () => {
    assert.equal(present(inspect, [web, db], { format: String.raw`{{.Name}}\t` }), "/web\\t\n/db\\t\n");
    assert.equal(
      present(inspect, [web], { format: '{{json .Config.Labels}} {{index .Config.Labels "nope"}}| {{.ID}}' }),
      '{"a.b":"x&y","z":"1"} | 4a5c\n',
    );
  });

  test("refuse a field that is not there", () => {
    assert.throws(() => present(inspect, [web], { format: "{{.Stat.Health}}" }), { suggestions: ["State"] });
  });
});

describe("a report, as docker version prints it", () => {
  const version = {
    kind: "report",
    text: ({ client }) => `Client:\n Version: ${client}\n`,
    object: ({ client }) => ({ Client: { Version: client } }),
  } satisfies Output<{ client: string }, Asked>;

  test("is text, one object in JSON, or what the template takes from it", () => {
    assert.equal(present(version, { client: "0.1" }, {}), "Client:\n Version: 0.1\n");
    assert.equal(present(version, { client: "0.1" }, { format: "json" }), '{"Client":{"Version":"0.1"}}\n');
    assert.equal(present(version, { client: "0.1" }, { format: "{{.Client.Version}}" }), "0.1\n");
  });
});

describe("a stream, as docker events prints it", () => {
  const events: StreamOutput<readonly string[], Asked> = {
    kind: "stream",
    async *items(names) {
      for (const name of names) yield { text: `container start ${name}`, fields: { Action: "start", Name: name } };
    },
  };

  /** Read one by one, so that a chunk that waits for the next item would be seen. */
  async function chunks(options: Asked): Promise<string[]> {
    const read: string[] = [];
    for await (const chunk of presentStream(events, ["web", "<db>"], options)) read.push(chunk);
    return read;
  }

  test("is a line an item, in the form asked for", async () => {
    assert.deepEqual(await chunks({}), ["container start web\n", "container start <db>\n"]);
    assert.deepEqual(await chunks({ format: "{{.Name}}" }), ["web\n", "<db>\n"]);
    assert.deepEqual(await chunks({ format: "json" }), [
      '{"Action":"start","Name":"web"}\n',
      '{"Action":"start","Name":"<db>"}\n',
    ]);
  });
});

describe("what else a command prints", () => {
  test("is a line for each name, text as it is, or nothing", () => {
    const rm: Output<readonly string[], Asked> = { kind: "lines", lines: (names) => names };
    const help: Output<string, Asked> = { kind: "text", text: (text) => text };
    assert.equal(present(rm, ["web", "db"], {}), "web\ndb\n");
    assert.equal(present(rm, [], {}), "");
    assert.equal(present(help, "usage: nerdsh\n", {}), "usage: nerdsh\n");
    assert.equal(present({ kind: "none" }, undefined, {}), "");
  });

  test("is the id of a container that was left running, and nothing of one that was watched", () => {
    const run: Output<{ id?: string; exitCode: number }, Asked> = { kind: "exit", lines: ({ id }) => (id ? [id] : []) };
    assert.equal(present(run, { id: "4a5c", exitCode: 0 }, {}), "4a5c\n");
    assert.equal(present(run, { exitCode: 3 }, {}), "");
    assert.equal(present({ kind: "exit" }, { exitCode: 3 }, {}), "");
  });

  test("leaves the exit status to the process that ran", () => {
    assert.equal(exitStatus({ kind: "exit" }, { exitCode: 3 }), 3);
    assert.equal(exitStatus({ kind: "exit" }, { id: "4a5c" }), 0);
    assert.equal(exitStatus({ kind: "exit", status: ({ failed }) => failed }, { failed: 2 }), 2);
    assert.equal(exitStatus({ kind: "none" }, { exitCode: 3 }), 0);
  });
});
