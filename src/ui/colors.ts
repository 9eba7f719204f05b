type Paint = (text: string) => string;

/** The few styles that nerdsh uses, by what they are for. */
export interface Colors {
  readonly error: Paint;
  readonly warning: Paint;
  readonly good: Paint;
  readonly name: Paint;
  readonly faint: Paint;
}

const plain: Paint = (text) => text;

export const noColors: Colors = { error: plain, warning: plain, good: plain, name: plain, faint: plain };

/** 0 none, 1 sixteen colours, 2 256 colours, 3 all of them. */
export type ColorLevel = 0 | 1 | 2 | 3;

type Environment = Readonly<Record<string, string | undefined>>;

/** `FORCE_COLOR` decides where it is set, then `NO_COLOR` (no-color.org), then what the stream is. */
export function colorLevel(environment: Environment, isTerminal: boolean): ColorLevel {
  const forced = environment["FORCE_COLOR"];
  if (forced !== undefined) return forcedLevel(forced);
  if (environment["NO_COLOR"] || !isTerminal || environment["TERM"] === "dumb") return 0;
  if (/^(truecolor|24bit)$/.test(environment["COLORTERM"] ?? "")) return 3;
  return /256/.test(environment["TERM"] ?? "") ? 2 : 1;
}

function forcedLevel(forced: string): ColorLevel {
  if (forced === "0" || forced === "false") return 0;
  if (forced === "2") return 2;
  return forced === "3" ? 3 : 1;
}

/** Loads chalk, where there is any use for it. */
export async function loadColors(level: ColorLevel): Promise<Colors> {
  if (level === 0) return noColors;
  const { Chalk } = await import("chalk");
  const chalk = new Chalk({ level });
  // chalk joins all arguments that it gets: `lines.map(faint)` would show each line with its number and all the others.
  const paint =
    (style: (text: string) => string): Paint =>
    (text) =>
      style(text);
  return {
    error: paint(chalk.red.bold),
    warning: paint(chalk.yellow),
    good: paint(chalk.green),
    name: paint(chalk.cyan),
    faint: paint(chalk.dim),
  };
}
