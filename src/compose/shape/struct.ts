import { closest } from "../../suggest.ts";
import { AttributeProblem } from "../attribute-problem.ts";
import { isTreeMap, type Tree } from "../tree.ts";
import { type Form, type InputOf, type ModelOf, mismatch, type Printable, type Shape } from "./shape.ts";

// biome-ignore lint/suspicious/noExplicitAny: a shape is used both ways, so no narrower type takes all of them.
export type Fields = Readonly<Record<string, Shape<any, any>>>;

/** Attributes whose names begin with `x-`: kept, printed, and nobody's business. */
export type Extensions = { readonly [name: `x-${string}`]: Tree };

export type StructModel<F extends Fields> = { readonly [Name in keyof F]?: ModelOf<F[Name]> } & Extensions;
export type StructInput<F extends Fields> = { readonly [Name in keyof F]?: InputOf<F[Name]> | undefined } & {
  readonly [name: `x-${string}`]: unknown;
};

export interface StructOptions {
  /** Attributes that must be there. */
  readonly required?: readonly string[];
  /** Whether `key:` alone is as good as a mapping. */
  readonly nullable?: boolean;
  /** Whether names that begin with `x-` are refused. */
  readonly closed?: boolean;
  /** Held by value in Go: left out of YAML where it is empty, and always there in JSON. */
  readonly byValue?: boolean;
  /** Names in JSON that are other ones than in YAML. */
  readonly jsonNames?: Readonly<Record<string, string>>;
}

/** A mapping of known attributes, in the order in which they are printed. */
export function struct<const F extends Fields>(
  fields: F,
  options: StructOptions = {},
): Shape<StructModel<F>, StructInput<F>> & { readonly fields: F } {
  const names = Object.keys(fields);
  const shapeOf = (key: string) => (Object.hasOwn(fields, key) ? fields[key] : undefined);
  const isExtension = (key: string) => key.startsWith("x-") && !options.closed;
  return {
    fields,
    expected: "a mapping",
    check: (value, path, report) => {
      if (value === null && options.nullable) return;
      if (!isTreeMap(value)) return report(mismatch("a mapping", value, path));
      for (const key in value) {
        const shape = shapeOf(key);
        if (shape !== undefined) shape.check(value[key]!, [...path, key], report);
        else if (!isExtension(key)) report(unknownAttribute([...path, key], key, names));
      }
      for (const name of options.required ?? []) {
        if (!(name in value)) report(new AttributeProblem([...path], `needs the attribute ${name}`));
      }
    },
    decode: (value, path) => {
      const model: Record<string, unknown> = {};
      if (!isTreeMap(value)) return model as StructModel<F>;
      for (const key in value) {
        const shape = shapeOf(key);
        const part = value[key]!;
        if (shape === undefined) model[key] = part;
        else if (part !== null || shape.expected.includes("empty")) model[key] = shape.decode(part, [...path, key]);
      }
      // The fields are those of F, each decoded by its own shape.
      return model as StructModel<F>;
    },
    print: (model, form) => {
      if (model === undefined && !(options.byValue && form === "json")) return undefined;
      const printed = printFields(fields, model ?? {}, { form, names: options.jsonNames });
      return printed.size === 0 && options.byValue && form === "yaml" ? undefined : printed;
    },
  };
}

function printFields(
  fields: Fields,
  model: object,
  { form, names }: { form: Form; names: StructOptions["jsonNames"] },
): Map<string, Printable> {
  const printed = new Map<string, Printable>();
  const values = new Map<string, unknown>(Object.entries(model));
  for (const [name, shape] of Object.entries(fields)) {
    const part = shape.print(values.get(name), form);
    if (part !== undefined) printed.set(form === "json" ? (names?.[name] ?? name) : name, part);
  }
  if (form === "yaml") for (const [key, value] of extensions(values)) printed.set(key, value);
  return printed;
}

/** Sorted, as both printers have them after all that is known. */
function extensions(values: ReadonlyMap<string, unknown>): [string, Printable][] {
  // What was decoded as an extension is a Tree, which is printable.
  const found = [...values].filter(([key]) => key.startsWith("x-")) as [string, Printable][];
  return found.sort(([a], [b]) => (a < b ? -1 : 1));
}

function unknownAttribute(
  path: string[] | (string | number)[],
  key: string,
  names: readonly string[],
): AttributeProblem {
  const suggestions = closest(key, names);
  const hint = suggestions[0] === undefined ? undefined : `did you mean ${suggestions[0]}?`;
  return new AttributeProblem(path, `unknown attribute "${key}"`, { hint, suggestions });
}
