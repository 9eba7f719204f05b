import type { SourceLine } from "../commands/output.ts";
import type { ColorLevel } from "./colors.ts";

type Paint = (text: string) => string;

const newline = 0x0a;

/** Lines of several sources below each other: each behind its source's name, all names as wide as the widest. */
export class LabelledLog {
  readonly #paints: readonly Paint[];
  readonly #paintOf = new Map<string, Paint>();
  readonly #hasPrefix: boolean;
  #width = 0;

  /** Names that are known beforehand; those that come later are as wide as they are. */
  constructor(sources: Iterable<string>, { paints, hasPrefix }: { paints: readonly Paint[]; hasPrefix: boolean }) {
    this.#paints = paints;
    this.#hasPrefix = hasPrefix;
    for (const source of sources) this.#meet(source);
  }

  /** A whole line; bytes of one that has no end get one. */
  line({ source, time, bytes, isBare = false }: SourceLine): Uint8Array {
    if (isBare) return Buffer.concat([bytes, Buffer.from(bytes.at(-1) === newline ? "" : "\n")]);
    const paint = this.#paintOf.get(source) ?? this.#meet(source);
    const prefix = this.#hasPrefix ? paint(`${source.padEnd(this.#width + 1)} | `) : "";
    const end = bytes.at(-1) === newline ? "" : "\n";
    const beginning = `${prefix}${time === undefined ? "" : `${time} `}`;
    return Buffer.concat([Buffer.from(beginning), bytes, Buffer.from(end)]);
  }

  #meet(source: string): Paint {
    const paint = this.#paints[this.#paintOf.size % this.#paints.length] ?? ((text) => text);
    this.#paintOf.set(source, paint);
    this.#width = Math.max(this.#width, source.length);
    return paint;
  }
}

/** docker compose's colours, in its order; none where there are none. */
export async function sourcePaints(level: ColorLevel): Promise<readonly Paint[]> {
  if (level === 0) return [];
  const { Chalk } = await import("chalk");
  const { cyan, yellow, green, magenta, blue, cyanBright, yellowBright, greenBright, magentaBright, blueBright } =
    new Chalk({ level });
  return [cyan, yellow, green, magenta, blue, cyanBright, yellowBright, greenBright, magentaBright, blueBright];
}
