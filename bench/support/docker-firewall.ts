import { deletions } from "../../test/support/firewall-remains.ts";
import { programOutput } from "../../test/support/program.ts";

const families = ["iptables", "ip6tables"] as const;

/** The rules before a dockerd starts, by family. */
export type SavedFirewall = Readonly<Record<(typeof families)[number], string>>;

export async function savedFirewall(): Promise<SavedFirewall> {
  return {
    iptables: await programOutput("iptables-save", []),
    ip6tables: await programOutput("ip6tables-save", []),
  };
}

/**
 * Takes away what a dockerd left: the rules of its bridge, and where there was no Docker before, its chains and the policy DROP that it
 * gives FORWARD. Rule by rule, since others change the tables at the same time.
 */
export async function restoreFirewall(before: SavedFirewall, bridge: string): Promise<void> {
  for (const family of families) {
    const hadDocker = before[family].includes(":DOCKER");
    const now = await programOutput(`${family}-save`, []);
    const input = deletions(now, (text) => text.includes(bridge) || (!hadDocker && text.includes("DOCKER")));
    if (input !== "") await programOutput(`${family}-restore`, ["--noflush"], { input });
    if (before[family].includes(":FORWARD ACCEPT")) await programOutput(family, ["--policy", "FORWARD", "ACCEPT"]);
  }
}
