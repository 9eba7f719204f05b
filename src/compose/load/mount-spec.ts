/** A volume in short form, taken apart. */
export interface MountSpec {
  source: string;
  target: string;
  options: readonly string[];
  isBind: boolean;
}

/** `SOURCE:TARGET:OPTIONS`, `SOURCE:TARGET` or `TARGET`; undefined where it is none of them. `C:\x` is one part. */
export function mountOf(spec: string): MountSpec | undefined {
  if (spec === "") return undefined;
  if (spec.length <= 2) return { source: "", target: spec, options: [], isBind: false };
  const parts = spec.match(/(?:(?<![^:])\p{L}:)?[^:]*(?::|$)/gu)?.map((part) => part.replace(/:$/, "")) ?? [];
  if (!spec.endsWith(":")) while (parts.length > 0 && parts.at(-1) === "") parts.pop();
  if (parts.some((part) => part === "") || parts.length > 3) return undefined;
  const [first = "", second, third = ""] = parts;
  if (second === undefined) return { source: "", target: first, options: [], isBind: false };
  return { source: first, target: second, options: third === "" ? [] : third.split(","), isBind: isFilePath(first) };
}

function isFilePath(source: string): boolean {
  return /^[./~]/.test(source) || source.startsWith("\\\\") || /^\p{L}:/u.test(source);
}
