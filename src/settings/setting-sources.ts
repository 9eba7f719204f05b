import { NerdError } from "../errors.ts";
import {
  type GlobalFlags,
  type SettingKey,
  type SettingValues,
  settingKeyFacts,
  settingKeyNames,
} from "./setting-keys.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Each key from the first source that says something. */
export function mergeValues(...sources: readonly SettingValues[]): SettingValues {
  const merged: Partial<Record<SettingKey, unknown>> = {};
  for (const key of settingKeyNames) merged[key] = sources.find((source) => source[key] !== undefined)?.[key];
  return merged as SettingValues; // Every value comes from the same key of another SettingValues.
}

export function flagValues(flags: GlobalFlags): SettingValues {
  const byName: Readonly<Record<string, unknown>> = flags;
  const values = settingKeyNames.map((key) => {
    const { flag } = settingKeyFacts(key);
    return [key, flag && byName[flag]];
  });
  return Object.fromEntries(values) as SettingValues; // GlobalFlags gives each flag its key's type.
}

/** Empty variables count as unset. A list is written with colons, as in PATH. */
export function environmentValues(environment: Environment): SettingValues {
  const values = settingKeyNames.map((key) => {
    const { type, environment: name } = settingKeyFacts(key);
    const text = name && environment[name];
    if (!text) return [key, undefined];
    if (type === "bool") return [key, parseBool(text, name)];
    return [key, type === "list" ? text.split(":").filter(Boolean) : text];
  });
  return Object.fromEntries(values) as SettingValues; // Converted above to the type that the table names.
}

/** The spellings that nerdctl's variables may have. From Go, strconv.ParseBool. */
function parseBool(text: string, name: string): boolean {
  if (/^(1|t|true)$/i.test(text)) return true;
  if (/^(0|f|false)$/i.test(text)) return false;
  throw new NerdError("INVALID_VALUE", `not a boolean in ${name}: ${text}`, { hint: "write true or false" });
}
