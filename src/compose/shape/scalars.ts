import { parseDuration } from "../../duration.ts";
import { parseBytes } from "../../units.ts";
import { AttributeProblem } from "../attribute-problem.ts";
import { goDuration } from "../print/go-duration.ts";
import { scalarText, type Tree, type TreePath } from "../tree.ts";
import { type Shape, scalarShape } from "./shape.ts";

const isText = (value: Tree) => typeof value === "string";
const isNumber = (value: Tree) => typeof value === "number" || typeof value === "bigint";
const isWhole = (value: Tree) => typeof value === "bigint" || Number.isInteger(value);
const isTextOr = (isOther: (value: Tree) => boolean) => (value: Tree) => isText(value) || isOther(value);

/** Text that is left out where it is empty. */
export const text = scalarShape<string>("a string", isText, {
  decode: scalarText,
  print: (model) => (model === undefined || model === "" ? undefined : model),
});

/** Text that may be written as a number too. */
export const textOrNumber = scalarShape<string, string | number>("a string or a number", isTextOr(isNumber), text);

/** Text that may be written as a boolean too. */
export const textOrFlag = scalarShape<string, string | boolean>(
  "a string or a boolean",
  isTextOr((value) => typeof value === "boolean"),
  text,
);

/** Text that is printed though it is empty. */
export const statedText = scalarShape<string>("a string", isText, {
  decode: scalarText,
  print: (model) => model ?? "",
});

/** One of a few words. */
export function choice<const Word extends string>(...words: readonly Word[]): Shape<Word> {
  return {
    expected: `one of ${words.join(", ")}`,
    check: (value, path, report) => {
      if (words.some((word) => word === value)) return;
      const message = `must be one of ${words.join(", ")}, and is ${JSON.stringify(String(value))}`;
      report(new AttributeProblem([...path], message));
    },
    // The check has seen that it is one of them.
    decode: (value) => value as Word,
    print: (model) => model,
  };
}

const isFlag = isTextOr((value) => typeof value === "boolean");

/** A boolean that is printed where it is true. */
export const flag = scalarShape<boolean, boolean | string>("a boolean", isFlag, {
  decode: readFlag,
  print: (model) => (model ? true : undefined),
});

/** A boolean that means something where it is false. */
export const setFlag = scalarShape<boolean, boolean | string>("a boolean", isFlag, {
  decode: readFlag,
  print: (model) => model,
});

/** A boolean that is always printed. */
export const statedFlag = scalarShape<boolean, boolean | string>("a boolean", isFlag, {
  decode: readFlag,
  print: (model) => model ?? false,
});

/** A whole number that is left out where it is 0. */
export const whole = scalarShape<number, number | string>("a whole number", isTextOr(isWhole), {
  decode: readWhole,
  print: (model) => model || undefined,
});

/** A whole number whose 0 means something. */
export const setWhole = scalarShape<number, number | string>("a whole number", isTextOr(isWhole), {
  decode: readWhole,
  print: (model) => model,
});

/** A number whose fraction counts, in the precision of 32 bits that docker compose prints. */
export const decimal = scalarShape<number, number | string>("a number", isTextOr(isNumber), {
  decode: readDecimal,
  print: (model) => (model ? shortestFloat32(model) : undefined),
});

/** Bytes; as text with a binary suffix. */
export const bytes = scalarShape<number, number | string>("a size such as 512m", isTextOr(isNumber), {
  decode: readBytes,
  print: (model) => (model ? String(model) : undefined),
});

/** Milliseconds; as text in Go's notation. */
export const duration = scalarShape<number, string>("a duration such as 30s", isText, {
  decode: readDuration,
  print: (model) => (model === undefined ? undefined : goDuration(model)),
});

/** A duration whose 0 is the same as none. */
export const someDuration: typeof duration = {
  ...duration,
  print: (model) => (model ? goDuration(model) : undefined),
};

/** A number of devices, or -1 for `all`. */
export const deviceCount = scalarShape<number, number | "all">("a number or all", isTextOr(isWhole), {
  decode: (value, path) => (String(value).toLowerCase() === "all" ? -1 : readWhole(value, path)),
  print: (model) => model || undefined,
});

function readFlag(value: Tree, path: TreePath): boolean {
  if (typeof value === "boolean") return value;
  const word = String(value).toLowerCase();
  if (["true", "y", "yes", "on"].includes(word)) return true;
  if (["false", "n", "no", "off"].includes(word)) return false;
  throw new AttributeProblem(path, `must be a boolean, and is ${JSON.stringify(value)}`, {
    hint: "write true or false",
  });
}

export function readWhole(value: Tree, path: TreePath): number {
  if (typeof value === "number") return Math.trunc(value);
  if (typeof value === "bigint" || (typeof value === "string" && /^[+-]?\d+$/.test(value))) return Number(value);
  throw new AttributeProblem(path, `must be a whole number, and is ${JSON.stringify(value)}`);
}

function readDecimal(value: Tree, path: TreePath): number {
  const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isNaN(number)) return number;
  throw new AttributeProblem(path, `must be a number, and is ${JSON.stringify(value)}`);
}

function readBytes(value: Tree, path: TreePath): number {
  if (typeof value !== "string") return Math.trunc(Number(value));
  const size = value === "-1" ? -1 : parseBytes(value);
  if (size !== undefined) return size;
  throw new AttributeProblem(path, `must be a size, and is ${JSON.stringify(value)}`, {
    hint: "write 64k, 512m or 2g",
  });
}

function readDuration(value: Tree, path: TreePath): number {
  const ms = parseDuration(String(value));
  if (ms !== undefined) return ms;
  throw new AttributeProblem(path, `must be a duration, and is ${JSON.stringify(value)}`, {
    hint: "write 300ms, 30s or 1m30s",
  });
}

function shortestFloat32(value: number): number {
  const rounded = Math.fround(value);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === rounded) return short;
  }
  return rounded;
}
