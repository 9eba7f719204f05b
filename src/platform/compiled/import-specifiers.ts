import { type AnyNode, type ImportDeclaration, parse } from "acorn";
import { visit } from "../syntax-tree.ts";

/** One place where a module names another, as offsets into its text. */
export interface ImportSite {
  /** Undefined where it is computed: `import(name)`. */
  readonly specifier: string | undefined;
  readonly start: number;
  readonly end: number;
}

export function findImports(code: string): ImportSite[] {
  const sites: ImportSite[] = [];
  visit(parse(code, { ecmaVersion: "latest", sourceType: "module" }), (node) => {
    const site = siteOf(node);
    if (site !== undefined) sites.push(site);
  });
  return sites;
}

/** Static imports and those of a literal get their targets; `import(name)` becomes `import.meta.load(name)`. */
export function replaceImports(
  code: string,
  sites: readonly ImportSite[],
  targets: ReadonlyMap<string, string>,
): string {
  return [...sites]
    .sort((a, b) => b.start - a.start)
    .reduce((text, { specifier, start, end }) => {
      const target = specifier === undefined ? "import.meta.load" : JSON.stringify(targets.get(specifier));
      return text.slice(0, start) + target + text.slice(end);
    }, code);
}

function siteOf(node: AnyNode): ImportSite | undefined {
  switch (node.type) {
    case "ImportDeclaration":
    case "ExportAllDeclaration":
    case "ExportNamedDeclaration": {
      if (!node.source) return undefined;
      const { start, end, value } = node.source;
      return { specifier: String(value), start, end: isJson(node) ? endOfAttributes(node) : end };
    }
    case "ImportExpression":
      if (node.source.type !== "Literal")
        return { specifier: undefined, start: node.start, end: node.start + "import".length };
      return { specifier: String(node.source.value), start: node.source.start, end: (node.options ?? node.source).end };
    default:
      return undefined;
  }
}

/** JSON becomes a module of JavaScript, which must not be imported as JSON any more. */
function isJson(node: Pick<ImportDeclaration, "attributes">): boolean {
  return node.attributes.some(({ value }) => value.value === "json");
}

/** Everything up to the semicolon, which esbuild always prints. */
function endOfAttributes(node: AnyNode): number {
  return node.end - 1;
}
