/** A statement that names another module, as compilers print it: on lines of its own, without comments. */
const statement =
  /^(?:import\s*(?:[\w$\s,{}*]*?\bfrom\s*)?|export\s*[\w$\s,{}*]*?\bfrom\s*)"([^"\\\n]*)"(?:\s*with\s*\{\s*type:\s*"json"\s*\})?;$/gm;

/**
 * What leads to a module otherwise, on Bun also by the names that CommonJS has, or to a stream; in a text, too, which could be evaluated, be it
 * in a file of JSON.
 */
const otherWay = /\b(?:require|module|exports|_stdout|_stderr)\b|\bimport\b(?!\.meta\.(?:url|dirname|filename|main)\b)/;

/** In which any of that could be written. Compilers write some themselves: it is the source that tells. */
const unicodeEscape = "\\u";

/**
 * The modules that a module imports, of its code as a compiler prints it, or of JSON as it is; undefined where it may reach others. It may be
 * wrong about texts that look like imports, and then in giving too many: what is taken for a statement has neither calls nor values in it.
 */
export function staticImports(source: string, code = source): string[] | undefined {
  if (source.includes(unicodeEscape)) return undefined;
  const names: string[] = [];
  const rest = code.replace(statement, (_, name: string) => {
    names.push(name);
    return "";
  });
  return otherWay.test(rest) ? undefined : names;
}
