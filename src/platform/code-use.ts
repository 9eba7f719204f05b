import { readFileSync } from "node:fs";

/** Of `compose`, whose commands have little in common: those that are called again and again, or run much. */
const apart = ["build", "config", "down", "exec", "logs", "ps", "run", "up", "watch"];
/** Words in front of the commands that they are about. */
const groups = ["builder", "container", "engine", "image", "network", "system", "volume"];
/** What recipes name that has much code of its own. */
const verbs = ["build", "compose", "run", "service", "task"];

/**
 * What a process will run, by its words: the name of the cache of compiled code that it shares with others of its kind. It holds what the
 * first of them ran, so a kind is what runs much the same.
 */
export function codeUse([word = "prompt", ...words]: readonly string[]): string {
  if (/\.[cm]?[jt]s$/.test(word)) return ["recipe", ...verbsIn(textOf(word))].join("-");
  if (word === "-e" || word === "--eval") return ["eval", ...verbsIn(words[0] ?? "")].join("-");
  if (!/^[a-z]+$/.test(word)) return "other";
  const part = word === "compose" ? words.find((each) => apart.includes(each)) : groups.includes(word) && words[0];
  return part && /^[a-z]+$/.test(part) ? `${word}-${part}` : word;
}

function verbsIn(text: string): string[] {
  return verbs.filter((verb) => new RegExp(`\\b${verb}\\b`).test(text));
}

/** Who runs the recipe says what is wrong with its file. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
