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
