import { programOutput, runProgram } from "./program.ts";

/** Chains of CNI plugins that belong to one container; the others serve all. From portmap and bridge, chain names. */
const containerChain = /^CNI-(DN-|SN-)?[0-9a-f]{20,}$/;

/** Deletes the tables of nftables and the rules and chains of iptables that speak of any of the names. */
export async function removeRules(names: readonly string[]): Promise<void> {
  if (names.length === 0) return;
  const speaks = (text: string) => names.some((name) => text.includes(name));
  const tables = (await runProgram("nft", ["list", "tables"])).stdout.split("\n");
  for (const table of tables.filter((line) => line.includes("nerdsh") && speaks(line))) {
    await runProgram("nft", ["delete", ...table.split(" ")]);
  }
  for (const family of ["iptables", "ip6tables"]) {
    const { stdout } = await runProgram(`${family}-save`, []);
    const input = deletions(stdout, speaks);
    if (input !== "") await programOutput(`${family}-restore`, ["--noflush"], { input });
  }
}

/**
 * What to feed to `iptables-restore --noflush`. Rule by rule, since others change the tables at the same time, and what they
 * add must not be lost.
 */
export function deletions(saved: string, speaks: (text: string) => boolean): string {
  return saved
    .split(/^(?=\*)/m)
    .map((table) => tableDeletions(table.split("\n"), speaks))
    .join("");
}

function tableDeletions(lines: readonly string[], speaks: (text: string) => boolean): string {
  const name = lines.find((line) => line.startsWith("*"));
  const rules = lines.filter((line) => line.startsWith("-A ") && speaks(line));
  const targets = rules.flatMap((rule) => / -j (\S+)/.exec(rule)?.[1] ?? []);
  const declared = lines.flatMap((line) => /^:(\S+) -/.exec(line)?.[1] ?? []);
  const chains = declared.filter((chain) => speaks(chain) || (containerChain.test(chain) && targets.includes(chain)));
  if (name === undefined || (rules.length === 0 && chains.length === 0)) return "";
  const isEmptied = (rule: string) => chains.some((chain) => rule.startsWith(`-A ${chain} `));
  return [
    name,
    ...rules.filter((rule) => !isEmptied(rule)).map((rule) => rule.replace("-A ", "-D ")),
    ...chains.map((chain) => `-F ${chain}`),
    ...chains.map((chain) => `-X ${chain}`),
    "COMMIT\n",
  ].join("\n");
}
