/** A YAML document as plain data. Mappings have no prototype, so that a key such as `constructor` is only a key. */
export type Tree = null | boolean | number | bigint | string | Tree[] | TreeMap;

export interface TreeMap {
  [key: string]: Tree;
}

/** Where a value stands: keys, and indices of lists. */
export type TreePath = readonly (string | number)[];

export function treeMap(entries: Iterable<readonly [string, Tree]> = []): TreeMap {
  const map: TreeMap = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}

export function isTreeMap(value: unknown): value is TreeMap {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function cloneTree(value: Tree): Tree {
  if (Array.isArray(value)) return value.map(cloneTree);
  if (!isTreeMap(value)) return value;
  const copy = treeMap();
  for (const key in value) copy[key] = cloneTree(value[key] ?? null);
  return copy;
}

export function isSameTree(a: Tree, b: Tree): boolean {
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((value, index) => isSameTree(value, b[index] ?? null));
  }
  if (!isTreeMap(a)) return a === b;
  if (!isTreeMap(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isSameTree(a[key]!, b[key]!));
}

/** `a mapping`, `a list`, `a string`: for messages. */
export function kindOfTree(value: Tree): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return "a string";
  return typeof value === "boolean" ? "a boolean" : "a number";
}

/** `services.web.ports[0].target` */
export function pathText(path: TreePath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text === "" ? part : `${text}.${part}`),
    "",
  );
}

/** A scalar as text, with floats as Go prints them. */
export function scalarText(value: Tree): string {
  return typeof value === "number" ? goNumber(value) : String(value);
}

function goNumber(value: number): string {
  if (value === Infinity) return "+Inf";
  if (value === -Infinity) return "-Inf";
  const size = Math.abs(value);
  if (size !== 0 && size < 1e-4) return value.toExponential().replace(/e-(\d)$/, "e-0$1");
  return String(value);
}
