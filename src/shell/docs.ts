import { type Colors, noColors } from "../ui/colors.ts";
import type { CallOption } from "./call-options.ts";

/** What the prompt finds out about a name before it looks for words on it. */
export interface AskedName {
  readonly name: string;
  /** What it is, where that can be said without running anything. */
  readonly value: unknown;
  /** What it is a member of: `web` of `web.exec`. */
  readonly owner: unknown;
  /** With what each option means. */
  readonly isFull: boolean;
}

export interface DocsOptions {
  /** What `nerdsh` exports, its classes among them. */
  readonly exports: Readonly<Record<string, unknown>>;
  readonly colors?: Colors;
}

/** The TSDoc of the API for a global, a member of a class, or a value of one; undefined where there is none. */
export async function apiDocsOf(
  { name, value, owner }: AskedName,
  { exports, colors = noColors }: DocsOptions,
): Promise<string | undefined> {
  const { apiDocs } = await import("./api-docs.ts");
  const member = name.slice(name.lastIndexOf(".") + 1);
  const keys = [
    name,
    ...exportedClasses(owner, exports).map((each) => `${each}.${member}`),
    ...exportedClasses(value, exports),
  ];
  const doc = keys.flatMap((key) => apiDocs.filter(([known]) => known === key))[0];
  if (doc === undefined) return undefined;
  const [found, signature, text] = doc;
  const members = apiDocs
    .filter(([known]) => known.startsWith(`${found}.`))
    .map(([known]) => known.slice(found.length + 1));
  const list =
    members.length === 0 ? [] : ["", `${found} has ${members.map((each) => colors.name(`.${each}`)).join(" ")}`];
  return [colors.name(signature), text, ...list].filter((line, at) => line !== "" || at > 1).join("\n");
}

/** A line for each global, with the first sentence of what is known of it; `names` are those that the prompt has. */
export async function overview(names: readonly string[], columns: number): Promise<string> {
  const { apiDocs } = await import("./api-docs.ts");
  const { fitText } = await import("../ui/text-width.ts");
  const known = names.map((name) => [name, apiDocs.find(([each]) => each === name)?.[2] ?? ""] as const);
  const rows = known
    .filter(([, text]) => text !== "")
    .map(([name, text]) => `  ${name.padEnd(12)} ${firstSentence(text)}`);
  const others = known.filter(([, text]) => text === "").map(([name]) => name);
  const rest = others.length > 0 ? [`  and ${others.join(", ")}`] : [];
  return [
    ...rows.map((row) => fitText(row, columns)),
    ...rest,
    "?name tells more of one, .help what the prompt can",
  ].join("\n");
}

function firstSentence(text: string): string {
  return /^.*?(?:\.(?=\s|$)|$)/s.exec(text)![0].replaceAll("\n", " ");
}

/** The options of a call, and how the command that it stands for is written as a line. */
export function callDocs(name: string, { options, examples }: CallDocs, { isFull, columns }: CallDocsForm): string {
  const rows = options.map(({ name, summary }) => `  ${name.padEnd(20)} ${summary}`.trimEnd());
  const names = options.map(({ name }) => name);
  const list = isFull ? ["options:", ...rows] : [`options (??${name} explains them):`, ...wrapped(names, columns)];
  const lines = examples.map((example) => `  ${example}`);
  return [
    ...(options.length > 0 ? ["", ...list] : []),
    ...(lines.length > 0 ? ["", "as a command line:", ...lines] : []),
  ].join("\n");
}

export interface CallDocs {
  readonly options: readonly CallOption[];
  /** Of the command that is called so. */
  readonly examples: readonly string[];
}

export interface CallDocsForm {
  readonly isFull: boolean;
  readonly columns: number;
}

function wrapped(words: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 2 < columns) lines[lines.length - 1] = `${last}, ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines;
}

/** What `?name` answers where nothing better is known: a signature, or what the value is. */
export function signatureOf(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "function")
    return `${name}: ${classNames(value)[0] ?? (value === null ? "null" : typeof value)}`;
  const source = Function.prototype.toString.call(value);
  if (source.startsWith("class")) return `class ${name}`;
  const parameters = /^(?:async\s+)?(?:function\s*\*?\s*[\w$]*\s*)?\(([^)]*)\)|^(?:async\s+)?([\w$]+)\s*=>/.exec(
    source,
  );
  return `${name}(${parameters?.[1] ?? parameters?.[2] ?? "…"})`;
}

/** In an executable, whose classes have lost their names, by what they are exported as. */
function exportedClasses(value: unknown, exports: DocsOptions["exports"]): string[] {
  const known = Object.entries(exports).filter(([, each]) => typeof each === "function" && isInstance(value, each));
  return [...classNames(value), ...known.map(([name]) => name)];
}

function isInstance(value: unknown, maker: { readonly prototype?: unknown }): boolean {
  return typeof maker.prototype === "object" && value instanceof (maker as new () => unknown); // As its prototype tells.
}

/** Of an object, its class first, then those that it extends. */
function classNames(value: unknown): string[] {
  const names: string[] = [];
  if (typeof value !== "object" || value === null) return names;
  for (let proto: unknown = Object.getPrototypeOf(value); proto !== null; proto = Object.getPrototypeOf(proto)) {
    const { constructor: maker } = proto as { readonly constructor?: { readonly name: string } };
    // Where two of a name meet in a bundle, one is called `_Container` or `Container2`.
    if (maker !== undefined) names.push(maker.name.replace(/^_|\d+$/g, ""));
  }
  return names;
}
