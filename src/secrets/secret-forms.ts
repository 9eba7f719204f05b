/** Of a line of a long secret, and of an encoded one: shorter ones are in many other texts. */
const shortestPart = 4;
/** MIME's, which `base64` writes, and PEM's. */
const base64Columns = [76, 64];

/**
 * The texts by which a secret shows: itself, what JSON, URLs and shells make of it, its base64 wherever in other bytes it began, and
 * each of its lines, since a terminal rewrites line breaks.
 */
export function secretForms(secret: string): readonly string[] {
  if (secret === "") return [];
  const lines = secret.split(/\r?\n/);
  const parts = lines.length === 1 ? [] : lines.filter((line) => line.length >= shortestPart);
  const texts = [secret, ...parts];
  const forms = texts.flatMap((text) => [text, ...jsonForms(text), ...urlForms(text), ...shellForms(text)]);
  return [...new Set([...forms, ...base64Forms(secret)])];
}

/** With escapes as few as there must be, as Go writes it, and in ASCII. */
function jsonForms(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const escaped = (characters: RegExp) => plain.replace(characters, unicodeEscape);
  return [plain, escaped(/[<>&\u2028\u2029]/g), escaped(/[\u007f-\uffff]/g), plain.replaceAll("/", "\\/")];
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

function urlForms(text: string): string[] {
  const wellFormed = text.toWellFormed();
  const component = encodeURIComponent(wellFormed);
  const strict = component.replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  const path = strict.replaceAll("%2F", "/");
  const form = strict.replaceAll("%20", "+");
  // What URLSearchParams writes, and most others do not.
  const tilde = form.replaceAll("~", "%7E");
  const forms = [component, strict, path, form, tilde, encodeURI(wellFormed)];
  return forms.flatMap((form) => [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())]);
}

/** What stands between the quotes; and without any, as `printf %q` has it. */
function shellForms(text: string): string[] {
  const names: Readonly<Record<string, string>> = {
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\0": "\\0",
  };
  return [
    text.replaceAll("'", `'\\''`),
    text.replaceAll("'", `'"'"'`),
    text.replace(/["\\$`]/g, "\\$&"),
    text.replace(/[^\w@%+=:,./\-\n\u0080-\uffff]/g, "\\$&"),
    // Between $' and ', as zx quotes.
    text.replace(/[\\']/g, "\\$&").replace(/[\b\f\n\r\t\v\0]/g, (sign) => names[sign]!), // All of them are named.
  ];
}

/** The characters that no bit beside the secret's decides; and those to its end, where it is the last. */
function base64Forms(secret: string): string[] {
  const bytes = Buffer.from(secret);
  if (bytes.length < shortestPart) return [];
  const texts = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const start = Math.ceil((before * 8) / 6);
    return [text.slice(start, Math.floor(((before + bytes.length) * 8) / 6)), text.slice(start)];
  });
  const wrapped = texts.slice(0, 2).flatMap((text) => base64Columns.flatMap((columns) => wrappedLines(text, columns)));
  return [...texts, ...wrapped]
    .filter((text) => text.length >= shortestPart)
    .flatMap((text) => [text, text.replaceAll("+", "-").replaceAll("/", "_")]);
}

/** A short last line goes with the one before it: alone it would be found in too many other texts. */
function wrappedLines(text: string, columns: number): string[] {
  const lines = text.match(new RegExp(`.{1,${columns}}`, "g")) ?? [];
  if (lines.length < 2) return [];
  return [...lines.filter((line) => line.length === columns), lines.slice(-2).join("\n")];
}
