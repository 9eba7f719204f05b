import { csvFields } from "../../csv-fields.ts";
import { NerdError } from "../../errors.ts";

/** Other spellings of Docker's, each with the one that is meant. */
const aliases: Readonly<Record<string, string>> = {
  src: "source",
  dst: "target",
  destination: "target",
  ro: "readonly",
};

/** What is known, and of it what may stand without a value. */
const names = [
  "type",
  "source",
  "target",
  "readonly",
  "consistency",
  "bind-propagation",
  "bind-recursive",
  "bind-nonrecursive",
  "bind-create-host-path",
  "volume-nocopy",
  "volume-subpath",
  "volume-label",
  "volume-driver",
  "volume-opt",
  "tmpfs-size",
  "tmpfs-mode",
  "image-subpath",
];
const bare = ["readonly", "bind-nonrecursive", "bind-create-host-path", "volume-nocopy"];

/** The `key=value` fields of one `--mount`, separated by commas; a field with a comma in it stands in quotes, as in CSV. */
export class MountFields {
  readonly #text: string;
  readonly #values = new Map<string, string[]>();

  constructor(text: string) {
    this.#text = text;
    for (const field of csvFields(text)) {
      const cut = field.indexOf("=");
      const written = (cut < 0 ? field : field.slice(0, cut)).toLowerCase();
      const name = aliases[written] ?? written;
      if (cut < 0 && !bare.includes(name)) throw this.invalid(`invalid field '${field}' must be a key=value pair`);
      if (!names.includes(name)) throw this.invalid(`unexpected key '${written}' in '${field}'`);
      const value = cut < 0 ? "true" : field.slice(cut + 1);
      this.#values.set(name, [...(this.#values.get(name) ?? []), value]);
    }
  }

  /** The last one counts. */
  text(name: string): string | undefined {
    return this.#values.get(name)?.at(-1);
  }

  list(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  flag(name: string): boolean {
    const value = this.text(name) ?? "false";
    if (/^(1|t|true)$/i.test(value)) return true;
    if (/^(0|f|false)$/i.test(value)) return false;
    throw this.invalid(`invalid value for ${name}: ${value}`);
  }

  oneOf<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    const choice = choices.find((each) => each === value);
    if (value === undefined || choice !== undefined) return choice;
    throw this.invalid(`invalid value for ${name}: ${value}`, `write one of ${choices.join(", ")}`);
  }

  bytes(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const [, digits, unit = ""] = /^(\d+)([kmgt]?)(?:i?b)?$/i.exec(value) ?? [];
    if (digits === undefined) throw this.invalid(`invalid value for ${name}: ${value}`);
    return Number(digits) * 1024 ** " kmgt".indexOf(unit.toLowerCase() || " ");
  }

  /** Throws where a field is of another type of mount. */
  refuseOthers(type: string): void {
    for (const name of this.#values.keys()) {
      const [, owner] = /^(bind|volume|tmpfs|image)-/.exec(name) ?? [];
      if (owner !== undefined && owner !== type)
        throw this.invalid(`cannot mix '${owner}-*' options with mount type '${type}'`);
    }
  }

  invalid(problem: string, hint?: string): NerdError {
    return new NerdError("INVALID_VALUE", `invalid mount ${JSON.stringify(this.#text)}: ${problem}`, { hint });
  }
}
