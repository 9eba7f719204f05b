import type { AnyCommand } from "../commands/define-command.ts";
import { camelCase } from "../commands/read-options.ts";

/** What `?run` shows: the call, what it is for, its options, and examples. */
export function commandDocs({ name, summary, args, flags, examples }: AnyCommand): string {
  const parameters = Object.keys(args).concat("options?").join(", ");
  const options = Object.entries<{ readonly summary: string }>(flags).map(([flag, { summary: text }]) => {
    return `  ${camelCase(flag).padEnd(20)} ${text}`;
  });
  const lines = examples.map((example) => `  ${example}`);
  return [`${name}(${parameters})`, summary, "", ...options, "", ...lines].join("\n").trimEnd();
}

/** What `?name` answers where nothing better is known: a signature, or what the value is. */
export function signatureOf(name: string, value: unknown): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "function") return `${name}: ${kindOf(value)}`;
  const source = Function.prototype.toString.call(value);
  if (source.startsWith("class")) return `class ${name}`;
  const parameters = /^(?:async\s+)?(?:function\s*\*?\s*[\w$]*\s*)?\(([^)]*)\)|^(?:async\s+)?([\w$]+)\s*=>/.exec(
    source,
  );
  return `${name}(${parameters?.[1] ?? parameters?.[2] ?? "…"})`;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  return (Object.getPrototypeOf(value) as { constructor?: { name: string } } | null)?.constructor?.name ?? "object";
}
