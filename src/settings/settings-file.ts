import { readFileSync } from "node:fs";
import { NerdError, type NerdErrorDetails } from "../errors.ts";
import { closest } from "../suggest.ts";
import { type SettingKey, type SettingValues, settingKeyFacts, settingKeyNames } from "./setting-keys.ts";

const otherFileHint = "this is nerdctl's file; containerd's own settings belong into /etc/containerd/config.toml";

/**
 * What nerdctl.toml says; nothing where there is no such file. Anything in it that nerdctl would refuse is
 * refused here, with SETTINGS_INVALID: a misspelt key silently ignored is a setting silently not in force.
 */
export async function readSettingsFile(path: string): Promise<SettingValues> {
  const text = readText(path);
  if (text === undefined) return {};
  const { parse, TomlError } = await import("smol-toml");
  let table: object;
  try {
    table = parse(text);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    throw invalid(`not TOML in line ${cause.line}, column ${cause.column}: ${path}`, { cause });
  }
  for (const [key, value] of Object.entries(table)) checkSetting(path, key, value);
  return table as SettingValues; // Each key and its value's type checked just now.
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw invalid(`cannot read ${path}`, { cause, hint: "make it readable, or name another file in NERDCTL_TOML" });
  }
}

function checkSetting(path: string, key: string, value: unknown): void {
  if (!isSettingKey(key)) {
    const suggestions = closest(key, settingKeyNames);
    const hint = suggestions[0] === undefined ? otherFileHint : `did you mean ${suggestions[0]}?`;
    throw invalid(`unknown key in ${path}: ${key}`, { hint, suggestions });
  }
  const { type } = settingKeyFacts(key);
  if (!hasType[type](value))
    throw invalid(`not a ${type} in ${path}: ${key}`, { hint: `write ${key} = ${example[type]}` });
}

const hasType = {
  bool: (value: unknown) => typeof value === "boolean",
  string: (value: unknown) => typeof value === "string",
  list: (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === "string"),
};

const example = { bool: "true", string: '"text"', list: '["first", "second"]' };

function isSettingKey(key: string): key is SettingKey {
  return settingKeyNames.some((known) => known === key);
}

function invalid(message: string, details: NerdErrorDetails): NerdError {
  return new NerdError("SETTINGS_INVALID", message, details);
}
