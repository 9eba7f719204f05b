import { AttributeProblem } from "../attribute-problem.ts";
import { isTreeMap, kindOfTree, type Tree, type TreePath } from "../tree.ts";

/** What printers take: a Map keeps its order, an object is sorted by them. */
export type Printable = null | boolean | number | bigint | string | Printable[] | PrintableMap | PrintableObject;
export type PrintableMap = Map<string, Printable>;
export interface PrintableObject {
  [key: string]: Printable;
}

export type Form = "yaml" | "json";

/** Tells of one problem; `path` is borrowed, and copied where it is kept. */
export type Report = (problem: AttributeProblem) => void;

/**
 * One attribute: what may be written, what that becomes in the model, and how it is printed as docker compose does.
 * `Model` is what `decode` gives; `Input` what a project that is written in TypeScript may say.
 */
export interface Shape<Model, Input = Model> {
  /** For messages: `a string or a list`. */
  readonly expected: string;
  check(value: Tree, path: TreePath, report: Report): void;
  /** Reads a value that was checked, in its canonical form. */
  decode(value: Tree, path: TreePath): Model;
  /** Nothing where an unset attribute is left out. */
  print(model: Model | undefined, form: Form): Printable | undefined;
  readonly input?: Input;
}

export type ModelOf<S> = S extends Shape<infer Model, infer _Input> ? Model : never;
export type InputOf<S> = S extends Shape<infer _Model, infer Input> ? Input : never;
/** The same shape, whose input is called by the name of an interface in editors and in the compiler's messages, not by all that it has. */
export type Named<S extends { readonly fields: unknown }, Input> = Shape<ModelOf<S>, Input> & Pick<S, "fields">;

/** Reports that a value is of none of the kinds that its attribute may be. */
export function mismatch(expected: string, value: Tree, path: TreePath): AttributeProblem {
  const hint = value === null ? "write a value, or leave the attribute out" : undefined;
  return new AttributeProblem([...path], `must be ${expected}, and is ${kindOfTree(value)}`, { hint });
}

/** An attribute that is one scalar, whose kinds `isOf` knows. */
export function scalarShape<Model, Input = Model>(
  expected: string,
  isOf: (value: Tree) => boolean,
  rest: Pick<Shape<Model, Input>, "decode" | "print">,
): Shape<Model, Input> {
  return {
    decode: rest.decode,
    print: rest.print,
    expected,
    check: (value, path, report) => {
      if (!isOf(value)) report(mismatch(expected, value, path));
    },
  };
}

export function listShape<Model, Input>(of: Shape<Model, Input>): Shape<Model[], readonly Input[]> {
  return {
    expected: "a list",
    check: (value, path, report) => {
      if (!Array.isArray(value)) return report(mismatch("a list", value, path));
      value.forEach((item, index) => {
        of.check(item, [...path, index], report);
      });
    },
    decode: (value, path) =>
      Array.isArray(value) ? value.map((item, index) => of.decode(item, [...path, index])) : [],
    print: (model, form) =>
      model === undefined || model.length === 0 ? undefined : model.map((item) => of.print(item, form) ?? null),
  };
}

export function mapShape<Model, Input>(
  of: Shape<Model, Input>,
  names: RegExp = /^.+$/,
): Shape<Record<string, Model>, Readonly<Record<string, Input>>> {
  return {
    expected: "a mapping",
    check: (value, path, report) => {
      if (!isTreeMap(value)) return report(mismatch("a mapping", value, path));
      for (const key in value) {
        if (names.test(key)) of.check(value[key]!, [...path, key], report);
        else
          report(
            new AttributeProblem([...path, key], `invalid name "${key}"`, { hint: `names match ${names.source}` }),
          );
      }
    },
    decode: (value, path) =>
      Object.fromEntries(
        isTreeMap(value) ? Object.keys(value).map((key) => [key, of.decode(value[key]!, [...path, key])]) : [],
      ),
    print: (model, form) => {
      const entries = Object.entries(model ?? {});
      if (entries.length === 0) return undefined;
      return Object.fromEntries(entries.map(([key, value]) => [key, of.print(value, form) ?? null]));
    },
  };
}

/** Either of two ways to write an attribute, the first where both fit; the canonical form is `shape`'s. */
export function orShort<Model, Input, Short>(
  shape: Shape<Model, Input>,
  short: Shape<unknown, Short>,
): Shape<Model, Input | Short> {
  const expected = `${short.expected} or ${shape.expected}`;
  const kindOf = (value: Tree) => (Array.isArray(value) ? "list" : isTreeMap(value) ? "map" : "scalar");
  const kindExpected = (text: string) => (/a list/.test(text) ? "list" : /a mapping/.test(text) ? "map" : "scalar");
  return {
    expected,
    check: (value, path, report) => {
      if (kindOf(value) === kindExpected(shape.expected)) return shape.check(value, path, report);
      if (kindOf(value) !== kindExpected(short.expected) || value === null) report(mismatch(expected, value, path));
      else short.check(value, path, report);
    },
    decode: shape.decode,
    print: shape.print,
  };
}
