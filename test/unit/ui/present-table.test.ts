import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { labelHeading, type Output, type Section } from "../../../src/commands/output.ts";
import { type Asked, present } from "../../../src/ui/present.ts";

interface Row {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly ports: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface PsOptions extends Asked {
  readonly noTrunc?: boolean;
  readonly size?: boolean;
}

const id = `4a5c${"0123456789".repeat(6)}`;
const containers: readonly Row[] = [
  {
    id,
    name: "web",
    image: "nginx:1.27",
    ports: "0.0.0.0:8080->80/tcp",
    labels: { "com.example.some-key": "a<b&c", z: "1" },
  },
  { id: `b${id.slice(1)}`, name: "db", image: "redis", ports: "", labels: {} },
];

const ps = {
  kind: "table",
  headings: {
    ID: "CONTAINER ID",
    Names: "NAMES",
    Image: "IMAGE",
    Ports: "PORTS",
    Size: "SIZE",
    Labels: "LABELS",
    Label: labelHeading,
  },
  columns: ({ size }) => ["ID", "Image", "Ports", "Names", ...(size ? ["Size"] : [])],
  wide: () => ["ID", "Image", "Ports", "Names", "Runtime"],
  quiet: "ID",
  rows: (rows, { noTrunc }) =>
    rows.map((row) => ({
      Names: row.name,
      Image: row.image,
      ID: noTrunc ? row.id : row.id.slice(0, 12),
      Labels: Object.entries(row.labels)
        .map((pair) => pair.join("="))
        .join(","),
      Label: (key: string) => row.labels[key] ?? "",
      Ports: row.ports,
      Runtime: "runc",
      RunningFor: "2 hours ago",
      Size: "0B",
    })),
} satisfies Output<readonly Row[], PsOptions>;

const printed = (options: PsOptions, rows = containers) => present(ps, rows, options);
const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join("");

/** What is expected here is what Docker's command line 26.1 printed for the same containers. */
describe("a table, as docker ps prints it", () => {
  test("has the default columns, ids cut", () => {
    const expected = lines(
      "CONTAINER ID   IMAGE        PORTS                  NAMES",
      "4a5c01234567   nginx:1.27   0.0.0.0:8080->80/tcp   web",
      "ba5c01234567   redis                               db",
    );
    assert.equal(printed({}), expected);
    assert.equal(printed({ format: "table" }), expected);
  });

  test("has whole ids with --no-trunc, and a column more where an option asks for it", () => {
    assert.match(printed({ noTrunc: true }), new RegExp(`^${id}   nginx`, "m"));
    assert.match(printed({ size: true }), /NAMES {5}SIZE\n/);
  });

  test("has more columns with --format wide", () => {
    assert.match(printed({ format: "wide" }), /NAMES {5}RUNTIME\n/);
  });

  test("is the headings alone where there is nothing to show", () => {
    assert.equal(printed({}, []), "CONTAINER ID   IMAGE     PORTS     NAMES\n");
    assert.equal(printed({ format: "json" }, []), "");
    assert.equal(printed({ quiet: true }, []), "");
    assert.equal(printed({ format: 'table {{.ID}}\t{{.Label "x"}}' }, []), "CONTAINER ID   x\n");
  });

  test("is ids with --quiet, whatever the format", () => {
    assert.equal(printed({ quiet: true, format: "{{.Names}}" }), lines("4a5c01234567", "ba5c01234567"));
  });

  test("is one object a line with --format json, fields sorted, methods left out, safe inside HTML", () => {
    const expected = lines(
      '{"ID":"4a5c01234567","Image":"nginx:1.27","Labels":"com.example.some-key=a\\u003cb\\u0026c,z=1","Names":"web",' +
        '"Ports":"0.0.0.0:8080-\\u003e80/tcp","RunningFor":"2 hours ago","Runtime":"runc","Size":"0B"}',
      '{"ID":"ba5c01234567","Image":"redis","Labels":"","Names":"db","Ports":"","RunningFor":"2 hours ago",' +
        '"Runtime":"runc","Size":"0B"}',
    );
    assert.equal(printed({ format: "json" }), expected);
    assert.equal(printed({ format: "{{json .}}" }), expected);
  });

  test("is a line a row with a template, where \\t and \\n are a tab and a line break", () => {
    assert.equal(printed({ format: String.raw`{{.Names}}\t{{.Label "z"}}\n` }), lines("web\t1", "", "db\t", ""));
    assert.equal(printed({ format: "{{json .Labels}}" }), lines('"com.example.some-key=a<b&c,z=1"', '""'));
    assert.equal(printed({ format: "pretty" }), lines("pretty", "pretty"));
  });

  test("has columns of its own with table and a template, under the fields' headings", () => {
    assert.equal(
      printed({
        format: String.raw`table {{.ID}}\t{{.Names}}\t{{upper .Image}}\t{{.Label "com.example.some-key"}}\t{{json .Labels}}`,
      }),
      lines(
        "CONTAINER ID   NAMES     IMAGE        some key   LABELS",
        '4a5c01234567   web       NGINX:1.27   a<b&c      "com.example.some-key=a<b&c,z=1"',
        'ba5c01234567   db        REDIS                   ""',
      ),
    );
    assert.equal(printed({ format: "table {{.RunningFor}}" }), lines("RUNNING FOR", "2 hours ago", "2 hours ago"));
  });

  test("refuses a field that no row has, naming the closest, and Docker's raw", () => {
    assert.throws(() => printed({ format: "{{.Nmaes}}" }), { code: "INVALID_TEMPLATE", suggestions: ["Names"] });
    assert.throws(() => printed({ format: "table {{.Nmaes}}" }), { code: "INVALID_TEMPLATE" });
    assert.throws(() => printed({ format: "{{.Names" }), { code: "INVALID_TEMPLATE" });
    assert.throws(() => printed({ format: "raw" }), { code: "UNSUPPORTED" });
  });

  test("fits the prompt's width", () => {
    const [heading] = present(ps, containers, {}, { width: 40 }).split("\n");
    assert.equal(heading, "CONTAIN…   IMAGE      PORTS      NAMES");
  });
});

/** What is expected here is what Docker's command line 26.1 printed. */
describe("sections, as docker system df -v prints them", () => {
  const sections = {
    kind: "table",
    headings: {},
    columns: () => [],
    rows: () => [],
    sections: (volumes): readonly Section[] => [
      {
        name: "Volumes",
        title: "Local Volumes space usage:",
        columns: { Name: "VOLUME NAME", Links: "LINKS", Size: "SIZE" },
        rows: volumes.map((name) => ({
          Size: "0B",
          Name: name,
          Links: "1",
          Labels: "a=<b>",
          Label: (key: string) => key,
        })),
      },
      { name: "BuildCache", title: "Build cache usage: 0B", columns: { ID: "CACHE ID", Size: "SIZE" }, rows: [] },
    ],
  } satisfies Output<readonly string[], Asked>;

  test("are titled tables below each other", () => {
    const expected = lines(
      "Local Volumes space usage:",
      "",
      "VOLUME NAME   LINKS     SIZE",
      "named         1         0B",
      "",
      "Build cache usage: 0B",
      "",
      "CACHE ID   SIZE",
    );
    assert.equal(present(sections, ["named"], {}), expected);
    assert.equal(present(sections, ["named"], { format: "table" }), expected);
  });

  test("are one object with --format, whose rows are sorted and safe inside HTML", () => {
    const volume = '{"Labels":"a=\\u003cb\\u003e","Links":"1","Name":"named","Size":"0B"}';
    assert.equal(present(sections, ["named"], { format: "json" }), `{"Volumes":[${volume}],"BuildCache":[]}\n`);
    const format = '{{range .Volumes}}{{.Name}}{{.Label "1"}};{{end}}{{len .BuildCache}}';
    assert.equal(present(sections, ["a", "b"], { format }), "a1;b1;0\n");
  });
});
