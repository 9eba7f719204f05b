import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "./program.ts";

/** Names of the bridges in all network lists below a directory. */
export async function bridgesBelow(directory: string): Promise<string[]> {
  const lists = (await readdir(join(directory, "cni"), { recursive: true }).catch(() => []))
    .filter((name) => name.endsWith(".conflist"))
    .map((name) => join(directory, "cni", name));
  const bridges = lists.map(async (file) => {
    const { plugins = [] }: { plugins?: { bridge?: string }[] } = JSON.parse(await readFile(file, "utf8"));
    return plugins.flatMap(({ bridge }) => (bridge ? [bridge] : []));
  });
  return [...new Set((await Promise.all(bridges)).flat())];
}

/** Network namespaces with a link on the bridge. */
export async function netnsOnBridge(bridge: string): Promise<string[]> {
  const { stdout } = await runProgram("ip", ["-json", "link", "show", "master", bridge]);
  const links: { link_netns?: string }[] = JSON.parse(stdout.trim() || "[]");
  return links.flatMap(({ link_netns }) => (link_netns ? [`/run/netns/${link_netns}`] : []));
}

/** A named namespace is a mount on a file; the kernel frees it, and the links in it, with the last process. */
export async function removeNetns(file: string): Promise<void> {
  await runProgram("umount", ["--lazy", file]);
  await rm(file, { force: true });
}

/** Removes the bridge, and whatever in nftables and iptables speaks of it. */
export async function removeBridge(bridge: string): Promise<void> {
  await runProgram("ip", ["link", "delete", bridge]);
  for (const table of await tablesOf(bridge)) await runProgram("nft", ["delete", "table", ...table.split(" ")]);
  for (const iptables of ["iptables", "ip6tables"]) {
    const { stdout } = await runProgram(`${iptables}-save`, []);
    if (stdout.includes(bridge)) await runProgram(`${iptables}-restore`, [], { input: rulesWithout(stdout, bridge) });
  }
}

/** Tables of ours: those of iptables hold others' rules too, and are not deleted whole. */
async function tablesOf(bridge: string): Promise<string[]> {
  const { stdout } = await runProgram("nft", ["list", "tables"]);
  const tables = stdout.split("\n").map((line) => line.replace(/^table /, ""));
  return tables.filter((table) => table.includes("nerdsh") && table.includes(bridge));
}

/** The saved rules without the lines that name the bridge, or jump to or lie in a chain named after it. */
function rulesWithout(saved: string, bridge: string): string {
  return saved
    .split("\n")
    .filter((line) => !line.includes(bridge))
    .join("\n");
}
