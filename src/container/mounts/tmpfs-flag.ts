import { NerdError } from "../../errors.ts";
import { normalTarget, type TmpfsRequest, targetProblem } from "./requested-mount.ts";

/** Docker's: nothing in it is run, and nothing in it gives rights. */
const defaults = ["noexec", "nosuid", "nodev", "rprivate"];

/** Flags of mount(8) that undo each other. */
const opposites = [
  ["exec", "noexec"],
  ["suid", "nosuid"],
  ["dev", "nodev"],
  ["rw", "ro"],
  ["async", "sync"],
  ["atime", "noatime"],
  ["diratime", "nodiratime"],
  ["relatime", "norelatime"],
  ["strictatime", "nostrictatime"],
  ["mand", "nomand"],
  ["dirsync"],
  ["defaults"],
  ["private", "rprivate", "shared", "rshared", "slave", "rslave", "unbindable", "runbindable"],
];
const values = /^(mode|uid|gid|size|nr_inodes|nr_blocks|mpol|huge)=/;

/** `PATH[:OPTION,…]`, as `--tmpfs` has it. */
export function parseTmpfs(text: string): TmpfsRequest {
  const cut = text.indexOf(":");
  const [target, mode] = cut < 0 ? [text, ""] : [text.slice(0, cut), text.slice(cut + 1)];
  const problem = targetProblem(target);
  if (problem !== undefined) throw new NerdError("INVALID_VALUE", `invalid tmpfs: ${text}`, { hint: problem });
  const options = tmpfsOptions(mode === "" ? [] : mode.split(","));
  const access = options.includes("ro") ? "ro" : "rw";
  return { type: "tmpfs", target: normalTarget(target), access, mode, options, short: true };
}

/** The defaults, each of which gives way to what undoes it; of what says the same twice, the last. Throws INVALID_VALUE. */
export function tmpfsOptions(asked: readonly string[]): string[] {
  const wrong = asked.filter((option) => !values.test(option) && !opposites.some((kind) => kind.includes(option)));
  if (wrong.length > 0) {
    throw new NerdError("INVALID_VALUE", `invalid tmpfs option ${JSON.stringify(wrong)}`, {
      hint: "write size=64m, mode=1777, exec, ro, … separated by commas",
    });
  }
  const kept = new Map<string, string>();
  for (const option of [...defaults, ...asked]) {
    const kind = opposites.find((each) => each.includes(option))?.[0] ?? option.split("=", 1)[0]!;
    kept.delete(kind);
    if (option !== "defaults") kept.set(kind, option);
  }
  return [...kept.values()];
}
