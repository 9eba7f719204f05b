import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { lateValues } from "../../../src/platform/late-values.ts";

class Place {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }
  static of(name: string): Place {
    return new Place(name);
  }
  get name(): string {
    return this.#name;
  }
}

const verb = Object.assign((...words: string[]) => words.join(), { up: () => "up" });
const graph = { nodes: [1], [Symbol.iterator]: () => [1].values() };

function late() {
  let loads = 0;
  const load = () => {
    loads += 1;
    return { Place, verb, graph };
  };
  // What they are, to the compiler as well.
  const values = lateValues(["Place", "verb", "graph"], ["graph"], load) as unknown as ReturnType<typeof load>;
  return { values, loads: () => loads };
}

describe("a late value", () => {
  test("is held, handed on, compared and asked for its type without being loaded", () => {
    const { values, loads } = late();
    const { Place, verb, graph } = values;
    assert.deepEqual([typeof Place, typeof verb, typeof graph], ["function", "function", "object"]);
    assert.ok([verb].includes(values.verb) && new Map([[graph, 1]]).has(values.graph));
    assert.equal(loads(), 0);
  });

  test("is loaded once, by its first use, and does what the value does", () => {
    const { values, loads } = late();
    assert.equal(values.verb("a", "b"), "a,b");
    assert.equal(values.verb.up(), "up");
    assert.deepEqual([...values.graph], [1]);
    assert.deepEqual([Object.keys(values.verb), "nodes" in values.graph, values.verb.length], [["up"], true, 0]);
    assert.equal(JSON.stringify(values.graph), '{"nodes":[1]}');
    assert.equal(loads(), 2); // Each of the two.
  });

  test("is a class whose instances are those of the class, with it for their constructor", () => {
    const { values } = late();
    const made = new values.Place("here");
    assert.ok(made instanceof values.Place && made instanceof Place && !({} instanceof values.Place));
    assert.ok(values.Place.of("there") instanceof values.Place);
    assert.equal(made.name, "here");
    assert.equal(made.constructor, values.Place);
    assert.equal(Object.getPrototypeOf(made), values.Place.prototype);
    class Town extends values.Place {}
    const town = new Town("Rome");
    assert.ok(town instanceof Town && town instanceof values.Place);
    assert.deepEqual([town.name, town.constructor], ["Rome", Town]);
    assert.throws(() => new (values.verb as unknown as new () => object)(), TypeError);
    Place.prototype.constructor = Place;
  });

  test("shows itself as the value, and its properties as they are", () => {
    const { values } = late();
    assert.equal(inspect(values), inspect({ Place, verb, graph }));
    const fresh = late().values;
    assert.deepEqual(Object.getOwnPropertyDescriptors(fresh.Place), Object.getOwnPropertyDescriptors(Place));
    Place.prototype.constructor = Place;
  });

  test("can be set, defined and deleted on", () => {
    const { values } = late();
    const own = values.graph as typeof graph & { more?: number };
    own.more = 2;
    assert.equal((graph as typeof own).more, 2);
    Object.defineProperty(own, "more", { value: 3, configurable: true });
    assert.equal((graph as typeof own).more, 3);
    delete own.more;
    assert.equal("more" in graph, false);
  });
});
