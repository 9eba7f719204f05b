const decimalUnits = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];
const binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"];

/** `187.7MB`: powers of 1000, as Docker shows sizes of images and containers; `images` has three digits. */
export function decimalSize(bytes: number, digits = 4): string {
  return inUnits(bytes, 1000, decimalUnits, digits);
}

/** `7.7GiB`: powers of 1024, as Docker shows memory. */
export function binarySize(bytes: number, digits = 4): string {
  return inUnits(bytes, 1024, binaryUnits, digits);
}

/** `512m`, `1.5 GiB`, `4kb`: every suffix is a power of 1024, as Docker reads sizes; undefined where it is none. */
export function parseBytes(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?) ?([kmgt]?)(?:i?b)?$/i.exec(text) ?? [];
  if (digits === undefined) return undefined;
  return Math.floor(Number(digits) * 1024 ** " kmgt".indexOf(unit.toLowerCase() || " "));
}

function inUnits(bytes: number, step: number, units: readonly string[], digits: number): string {
  let [size, unit] = [Math.abs(bytes), 0];
  // Rounded first, so that 999,999 bytes are 1MB, where Docker has 1e+03kB.
  while (Number(size.toPrecision(digits)) >= step && unit < units.length - 1) [size, unit] = [size / step, unit + 1];
  return `${bytes < 0 ? "-" : ""}${Number(size.toPrecision(digits))}${units[unit]}`;
}

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

/** `2 hours`, `About a minute`, `3 weeks`: how long, in the words that Docker's `ps` and `images` use. */
export function roughDuration(elapsedMs: number): string {
  if (elapsedMs < secondMs) return "Less than a second";
  if (elapsedMs < 2 * secondMs) return "1 second";
  if (elapsedMs < minuteMs) return `${Math.floor(elapsedMs / secondMs)} seconds`;
  if (elapsedMs < 2 * minuteMs) return "About a minute";
  if (elapsedMs < hourMs) return `${Math.floor(elapsedMs / minuteMs)} minutes`;
  const hours = Math.floor(elapsedMs / hourMs + 0.5);
  if (hours === 1) return "About an hour";
  if (hours < 48) return `${hours} hours`;
  const days = Math.floor(hours / 24);
  if (days < 14) return `${days} days`;
  if (days < 60) return `${Math.floor(days / 7)} weeks`;
  if (days < 730) return `${Math.floor(days / 30)} months`;
  return `${Math.floor(elapsedMs / hourMs / 24 / 365)} years`;
}
