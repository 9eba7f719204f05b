import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { marshalJson } from "../../../src/template/go-json.ts";
import { Template } from "../../../src/template/template.ts";
import { withZeros } from "../../../src/template/zero-values.ts";

const print = (template: string, data: unknown) => new Template(template).execute(data);

describe("plain data in a template", () => {
  test("is a record where all keys are names of Go fields, and then must have the field", () => {
    assert.throws(() => print("{{.Tag}}", { Name: "nginx" }), { code: "INVALID_TEMPLATE" });
  });

  test("is a map otherwise, and a missing key is no value", () => {
    assert.equal(print("{{.tag}}", { name: "nginx" }), "<no value>");
    assert.equal(print("{{.Tag}}", {}), "<no value>");
    assert.equal(print("{{.Tag}}", new Map([["Name", "nginx"]])), "<no value>");
  });

  test("answers to a field's name in another case, since Docker's structs and its JSON differ there", () => {
    assert.equal(print("{{.ID}} {{.Id}} {{.NanoCPUs}}", { Id: "4a5c", NanoCpus: 5 }), "4a5c 4a5c 5");
    assert.throws(() => print("{{.id}}", { Id: "4a5c" }), { code: "INVALID_TEMPLATE" });
  });

  test("tells an optional field that is not set from an unknown one", () => {
    assert.equal(print("{{.Health}} {{.Error}}", { Health: null, Error: undefined }), "<nil> <no value>");
  });

  test("knows the fields that its document leaves out or has as null, where it is told of them", () => {
    const document = withZeros(
      { Name: "x", Labels: null, Config: {} },
      { Labels: "map", Health: "nil", Config: { Env: "list" } },
    );
    const template = '{{.Labels}} {{json .Labels}} {{index .Labels "a"}}{{.Health}} {{.Name}} {{json .}}';
    assert.equal(print(template, document), 'map[] null <nil> x {"Name":"x","Labels":null,"Config":{}}');
    assert.throws(() => print("{{.Helth}}", document), { code: "INVALID_TEMPLATE" });
  });

  test("gives the empty text for a label that is not there, as scripts expect", () => {
    assert.equal(print('{{index .Labels "x"}}', { Labels: { y: "1" } }), "");
    assert.equal(print('{{index .Labels "x"}}', { Labels: {} }), "");
  });

  test("has methods, bound to their record, which print and json leave out", () => {
    const row = {
      Labels: { env: "test" } as Record<string, string>,
      Label(key: string) {
        return this.Labels[key];
      },
    };
    assert.equal(print('{{.Label "env"}} {{"env" | .Label | upper}} {{call .Label "env"}}', row), "test TEST test");
    assert.equal(print("{{json .}} {{.}}", row), '{"Labels":{"env":"test"}} {map[env:test]}');
  });

  test("never reaches what JavaScript adds to an object", () => {
    assert.equal(print("{{.constructor}} {{.__proto__}} {{.toString}}", { a: 1 }), "<no value> <no value> <no value>");
    assert.throws(() => print("{{.Constructor}}", { Name: 1 }), { code: "INVALID_TEMPLATE" });
  });

  test("may be a date, a set or a bigint", () => {
    const data = { At: new Date(0), Tags: new Set(["a", "b"]), Size: 2n ** 63n };
    assert.equal(print("{{.At}} {{.Tags}} {{.Size}}", data), "1970-01-01T00:00:00.000Z [a b] 9223372036854775808");
    assert.equal(
      print("{{json .}}", data),
      '{"At":"1970-01-01T00:00:00.000Z","Tags":["a","b"],"Size":9223372036854775808}',
    );
  });

  test("may say itself how it is written as JSON", () => {
    assert.equal(print("{{json .}}", { Name: "x", [marshalJson]: () => '"own"' }), '"own"');
  });

  test("has json without escapes for HTML, and maps by sorted key, records in their order", () => {
    assert.equal(print("{{json .}}", { B: "<&>", A: { b: 1, a: 2 } }), '{"B":"<&>","A":{"a":2,"b":1}}');
  });

  test("has no float that is whole, so printf takes an int where Go wants a float", () => {
    assert.equal(print('{{printf "%.1f" .Size}}', { Size: 3 }), "3.0");
  });

  test("can be indexed and ranged over also where it is a record, since a network may be called Frontend", () => {
    const networks = { Frontend: { IPAddress: "10.4.0.2" } };
    assert.equal(print('{{(index . "Frontend").IPAddress}}', networks), "10.4.0.2");
    assert.equal(print("{{range $name, $_ := .}}{{$name}}{{end}}", networks), "Frontend");
  });
});
