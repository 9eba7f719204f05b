import { show } from "./print.ts";
import { typeName } from "./type-name.ts";
import { formatVerb } from "./verb.ts";
import type { VerbSpec } from "./verb-spec.ts";

const index = "(?:\\[(\\d+)\\])?";
/** A directive, `%[2]*.[1]*f` at its longest; the verb is absent where the text ends first. */
const directive = new RegExp(`%([-+# 0]*)${index}(\\*|\\d+)?(?:(\\.)${index}(\\*|\\d+)?)?${index}(.?)`, "gsu");

/** Go's Sprintf, mistakes included: `%!d(string=x)`, `%!s(MISSING)`, `%!(EXTRA int=1)`. */
export function sprintf(format: string, values: readonly unknown[]): string {
  const args = new Arguments(values);
  const text = format.replace(directive, (_, ...groups: (string | undefined)[]) => {
    const [flags = "", widthIndex, widthText, dot, precisionIndex, precisionText, verbIndex, verb = ""] = groups;
    if (verb === "") return "%!(NOVERB)";
    args.select(widthIndex);
    const width = args.size(widthText);
    args.select(precisionIndex);
    const precision = args.size(precisionText) ?? (dot === undefined ? undefined : 0);
    args.select(verbIndex);
    if (verb === "%") return "%";
    if (args.badIndex) return `%!${verb}(BADINDEX)`;
    if (args.exhausted) return `%!${verb}(MISSING)`;
    const minus = flags.includes("-") || (width !== undefined && width < 0);
    const spec: VerbSpec = {
      verb,
      plus: flags.includes("+"),
      sharp: flags.includes("#"),
      space: flags.includes(" "),
      minus,
      zero: flags.includes("0") && !minus,
      width: width === undefined ? undefined : Math.abs(width),
      precision: precision === undefined || precision < 0 ? undefined : precision,
    };
    return formatVerb(spec, args.next());
  });
  return text + args.extra();
}

/** The values of one call, taken in order or by `[n]`, counted from 1. */
class Arguments {
  readonly #values: readonly unknown[];
  #at = 0;
  #reordered = false;
  badIndex = false;

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  get exhausted(): boolean {
    return this.#at >= this.#values.length;
  }

  next(): unknown {
    return this.#values[this.#at++];
  }

  select(written: string | undefined): void {
    if (written === undefined) return;
    this.#reordered = true;
    this.badIndex = Number(written) < 1 || Number(written) > this.#values.length;
    this.#at = Number(written) - 1;
  }

  /** A width or precision: digits, or `*` for the next value. */
  size(written: string | undefined): number | undefined {
    if (written !== "*") return written === undefined ? undefined : Number(written);
    const value = this.next();
    return typeof value === "number" && Number.isInteger(value) ? value : undefined;
  }

  extra(): string {
    if (this.#reordered || this.exhausted) return "";
    const rest = this.#values.slice(this.#at);
    const named = rest.map((value) =>
      value === undefined || value === null ? "<nil>" : `${typeName(value)}=${show(value)}`,
    );
    return `%!(EXTRA ${named.join(", ")})`;
  }
}
