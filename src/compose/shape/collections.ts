import { AttributeProblem } from "../attribute-problem.ts";
import { splitShellWords } from "../load/shell-words.ts";
import { isTreeMap, scalarText, type Tree, type TreePath } from "../tree.ts";
import { text, textOrNumber } from "./scalars.ts";
import { type Form, listShape, mismatch, type Printable, type Report, type Shape } from "./shape.ts";

type Scalar = string | number | boolean | null;

/** Texts in a list, none of them twice. */
export const texts: Shape<string[], readonly string[]> = { ...listShape(text), check: checkUnique(text) };
export const textsOrNumbers: Shape<string[], readonly (string | number)[]> = {
  ...listShape(textOrNumber),
  check: checkUnique(textOrNumber),
};

/** Texts in a list, where one may be written alone. */
export const textOrTexts: Shape<string[], string | readonly string[]> = {
  ...texts,
  expected: "a string or a list",
  check: (value, path, report) => {
    if (Array.isArray(value)) texts.check(value, path, report);
    else if (typeof value !== "string") report(mismatch("a string or a list", value, path));
  },
  decode: (value, path) => (typeof value === "string" ? [value] : texts.decode(value, path)),
};

/** A command line: a text is split as a shell does, and `null` leaves the image's. */
export const command: Shape<string[], string | readonly string[] | null> = {
  expected: "empty, a string or a list",
  check: (value, path, report) => {
    if (value === null || typeof value === "string") return;
    if (!Array.isArray(value)) return report(mismatch("a string or a list", value, path));
    listShape(text).check(value, path, report);
  },
  // An absent command and `null` are the same, and are told apart from an empty list.
  decode: (value, path) => {
    if (value === null) return undefined as unknown as string[];
    return Array.isArray(value) ? value.map(scalarText) : words(scalarText(value), path);
  },
  print: (model, form) => model ?? (form === "json" ? null : undefined),
};

function words(value: string, path: TreePath): string[] {
  const split = splitShellWords(value);
  if (split === undefined) throw new AttributeProblem(path, "has a quote that is not closed");
  return split;
}

/** `healthcheck.test`: a text is a shell's. */
export const healthTest: Shape<string[], string | readonly string[]> = {
  ...listShape(text),
  expected: "a string or a list",
  check: (value, path, report) => {
    if (typeof value !== "string" && !Array.isArray(value)) report(mismatch("a string or a list", value, path));
    else if (Array.isArray(value)) listShape(text).check(value, path, report);
  },
  decode: (value, path) => (typeof value === "string" ? ["CMD-SHELL", value] : listShape(text).decode(value, path)),
};

type Pairs<Value> = Record<string, Value>;
type PairsInput = Readonly<Record<string, Scalar>> | readonly string[];

/** `KEY=value` in a list, or a mapping of scalars; `bare` is what a key alone means. */
function pairs<Value extends string | null>(bare: Value, kinds: readonly string[]): Shape<Pairs<Value>, PairsInput> {
  const read = (value: Tree): Value => (value === null ? bare : (scalarText(value) as Value));
  return {
    expected: "a mapping or a list",
    check: (value, path, report) => {
      if (Array.isArray(value)) return checkUnique(text)(value, path, report);
      if (!isTreeMap(value)) return report(mismatch("a mapping or a list", value, path));
      for (const key in value) {
        const part = value[key]!;
        const kind = part === null ? "null" : typeof part === "bigint" ? "number" : typeof part;
        if (!kinds.includes(kind)) report(mismatch("a string, a number or a boolean", part, [...path, key]));
      }
    },
    decode: (value) => {
      if (isTreeMap(value)) return Object.fromEntries(Object.keys(value).map((key) => [key, read(value[key]!)]));
      const items = Array.isArray(value) ? value.map(scalarText) : [];
      return Object.fromEntries(
        items.map((item) => {
          const cut = item.indexOf("=");
          return cut < 0 ? [item, bare] : [item.slice(0, cut), item.slice(cut + 1) as Value];
        }),
      );
    },
    print: (model) => (model === undefined || Object.keys(model).length === 0 ? undefined : { ...model }),
  };
}

const scalars = ["string", "number", "bigint", "boolean", "null"];

/** Variables: a key alone is `null`, which the caller's environment may fill. */
export const variables = pairs<string | null>(null, scalars);
/** Labels and options: a key alone has an empty value. */
export const labels = pairs<string>("", scalars);

/** Options of a driver: a mapping of texts and numbers. */
export const options: Shape<Pairs<string>, Readonly<Record<string, Scalar>>> = {
  decode: labels.decode,
  print: labels.print,
  expected: "a mapping",
  check: (value, path, report) => {
    if (isTreeMap(value)) labels.check(value, path, report);
    else report(mismatch("a mapping", value, path));
  },
};

type ProviderOption = string | number | boolean;

/** Options of a provider, each of which may have several values. */
export const multiOptions: Shape<
  Pairs<string[]>,
  Readonly<Record<string, ProviderOption | readonly ProviderOption[]>>
> = {
  expected: "a mapping",
  check: (value, path, report) => {
    if (!isTreeMap(value)) report(mismatch("a mapping", value, path));
  },
  decode: (value) =>
    Object.fromEntries(
      Object.entries(isTreeMap(value) ? value : {}).map(([key, part]) => [
        key,
        Array.isArray(part) ? part.map(scalarText) : [scalarText(part)],
      ]),
    ),
  print: (model) => (model === undefined || Object.keys(model).length === 0 ? undefined : { ...model }),
};

/** `extra_hosts`: addresses by host. */
export const hosts: Shape<Pairs<string[]>, Readonly<Record<string, string | readonly string[]>> | readonly string[]> = {
  expected: "a mapping or a list",
  check: (value, path, report) => {
    if (Array.isArray(value)) return checkUnique(text)(value, path, report);
    if (!isTreeMap(value)) report(mismatch("a mapping or a list", value, path));
  },
  decode: (value, path) => {
    const found: Pairs<string[]> = {};
    const add = (host: string, addresses: readonly string[]) => {
      if (host === "" || /[:=]/.test(host)) throw new AttributeProblem(path, `bad host name "${host}"`);
      const plain = addresses.map((address) => address.replace(/^\[(.+)\]$/, "$1"));
      found[host] = [...(Object.hasOwn(found, host) ? found[host]! : []), ...plain];
    };
    if (isTreeMap(value)) {
      for (const host in value) {
        const part = value[host]!;
        add(host, Array.isArray(part) ? part.map(scalarText) : [part === null ? "" : scalarText(part)]);
      }
    }
    for (const item of Array.isArray(value) ? value.map(scalarText) : []) {
      const cut = item.includes("=") ? item.indexOf("=") : item.indexOf(":");
      if (cut < 0) throw new AttributeProblem(path, `has no address for "${item}"`, { hint: "write HOST=ADDRESS" });
      add(item.slice(0, cut), item.slice(cut + 1).split(","));
    }
    return found;
  },
  print: (model) => {
    const lines = Object.entries(model ?? {}).flatMap(([host, list]) => list.map((address) => `${host}=${address}`));
    return lines.length === 0 ? undefined : lines.sort();
  },
};

/** `ssh` of a build: `default`, or ids with a socket or key file. */
export const sshKeys: Shape<Pairs<string | null>, PairsInput> = {
  ...variables,
  print: (model, form) => {
    const keys = Object.entries(model ?? {});
    return keys.length === 0 ? undefined : keys.map(([id, path]) => sshKey(id, path, form));
  },
};

function sshKey(id: string, path: string | null, form: Form): Printable {
  if (!path) return id;
  return form === "json" ? { [id]: path } : `${id}: ${path}`;
}

function checkUnique(of: Shape<string, unknown>) {
  return (value: Tree, path: TreePath, report: Report): void => {
    const seen = new Set<Tree>();
    if (!Array.isArray(value)) report(mismatch("a list", value, path));
    else
      value.forEach((item, index) => {
        if (seen.has(item)) report(new AttributeProblem([...path, index], `${JSON.stringify(item)} stands here twice`));
        seen.add(item);
        of.check(item, [...path, index], report);
      });
  };
}
