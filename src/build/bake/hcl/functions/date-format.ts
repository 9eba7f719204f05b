import { Problem } from "../source.ts";

/** A time, and where it is told: minutes east of UTC. */
export interface Timestamp {
  readonly epochMs: number;
  readonly offsetMinutes: number;
}

export const monthNames: readonly string[] = Array.from({ length: 12 }, (_, month) =>
  name("month", Date.UTC(2024, month, 1)),
);
/** From Sunday. */
export const weekdayNames: readonly string[] = Array.from({ length: 7 }, (_, day) =>
  name("weekday", Date.UTC(2024, 8, 1 + day)),
);

/** Letters stand for parts of the time, `'…'` for itself: `YYYY-MM-DD'T'hh:mm`. From cty, stdlib, "FormatDate". Throws a Problem. */
export function formattedDate(format: string, { epochMs, offsetMinutes }: Timestamp): string {
  const date = new Date(epochMs + offsetMinutes * 60_000);
  if (Number.isNaN(date.getTime())) throw new Problem("there is no such time");
  return format.replace(/'((?:[^']|'')*)('?)|([a-zA-Z])\3*/g, (token, literal, close, letter) => {
    if (letter !== undefined) return part(token, date, offsetMinutes);
    if (token === "''") return "'";
    if (close === "") throw new Problem("a quote in the format has no end");
    return literal.replaceAll("''", "'");
  });
}

function part(token: string, date: Date, offsetMinutes: number): string {
  const hour = date.getUTCHours();
  const forms: Readonly<Record<string, () => string>> = {
    YY: () => two(date.getUTCFullYear() % 100),
    YYYY: () => String(date.getUTCFullYear()).padStart(4, "0"),
    ...numberForms("M", date.getUTCMonth() + 1),
    MMM: () => (monthNames[date.getUTCMonth()] ?? "").slice(0, 3),
    MMMM: () => monthNames[date.getUTCMonth()] ?? "",
    ...numberForms("D", date.getUTCDate()),
    EEE: () => (weekdayNames[date.getUTCDay()] ?? "").slice(0, 3),
    EEEE: () => weekdayNames[date.getUTCDay()] ?? "",
    ...numberForms("h", hour),
    ...numberForms("H", hour % 12 || 12),
    AA: () => (hour < 12 ? "AM" : "PM"),
    aa: () => (hour < 12 ? "am" : "pm"),
    ...numberForms("m", date.getUTCMinutes()),
    ...numberForms("s", date.getUTCSeconds()),
    Z: () => (offsetMinutes === 0 ? "Z" : zone(offsetMinutes, ":")),
    ZZZ: () => (offsetMinutes === 0 ? "UTC" : zone(offsetMinutes, "")),
    ZZZZ: () => zone(offsetMinutes, ""),
    ZZZZZ: () => zone(offsetMinutes, ":"),
  };
  const form = Object.hasOwn(forms, token) ? forms[token] : undefined;
  if (form === undefined)
    throw new Problem(`${token} means nothing in the format of a time`, {
      hint: "letters that mean themselves stand in '…'",
    });
  return form();
}

function numberForms(letter: string, value: number): Record<string, () => string> {
  return { [letter]: () => String(value), [letter + letter]: () => two(value) };
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function zone(offsetMinutes: number, colon: string): string {
  const minutes = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`;
}

function name(kind: "month" | "weekday", epochMs: number): string {
  return new Intl.DateTimeFormat("en-US", { [kind]: "long", timeZone: "UTC" }).format(epochMs);
}
