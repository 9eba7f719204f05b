import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { runProgram } from "./program.ts";

/** `<network>/<address>`; the directory also has a lock, and the last address that was given. */
export const addressFile = /\/[0-9a-f]+[.:][0-9a-f.:]+$/;

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

/** The links on a bridge, and the bridge itself where it is there. */
export async function linksOf(bridge: string): Promise<string[]> {
  const { stdout } = await runProgram("ip", ["-json", "link", "show", "master", bridge]);
  const ports: { ifname: string }[] = JSON.parse(stdout.trim() || "[]");
  return [...(existsSync(`/sys/class/net/${bridge}`) ? [bridge] : []), ...ports.map(({ ifname }) => ifname)];
}

/** Names of the network namespaces that belong to a `NERDSH_ROOT`: by their own names, and by a link on one of its bridges. */
export async function netnsOf(root: string, bridges: readonly string[]): Promise<string[]> {
  const stores = (await readdir(root).catch(() => [])).filter((name) => /^[0-9a-f]{8}$/.test(name));
  const prefixes = stores.map((name) => `nerd-${sha256(join(root, name)).slice(0, 8)}-`);
  const all = await readdir("/run/netns").catch(() => []);
  const named = all.filter((name) => prefixes.some((prefix) => name.startsWith(prefix)));
  // Only the text form tells the other end's namespace by name.
  const shown = await Promise.all(bridges.map((bridge) => runProgram("ip", ["link", "show", "master", bridge])));
  const linked = shown.flatMap(({ stdout }) => [...stdout.matchAll(/link-netns (\S+)/g)].map(([, name = ""]) => name));
  return [...new Set([...named, ...linked])].sort();
}

/** A named namespace is a mount on a file; the kernel frees it, and the links in it, with the last process. */
export async function removeNetns(name: string): Promise<void> {
  const file = join("/run/netns", name);
  await runProgram("umount", ["--lazy", file]);
  await rm(file, { force: true });
}

/** Whom host-local holds an address for, as the plugins were told it: `<namespace>-<id>`. */
export async function attachmentsBelow(directory: string): Promise<string[]> {
  const reservations = join(directory, "cni/networks");
  const files = (await readdir(reservations, { recursive: true }).catch(() => [])).filter((path) =>
    addressFile.test(path),
  );
  const holders = files.map(async (file) => (await readFile(join(reservations, file), "utf8")).split(/\s/)[0] ?? "");
  return (await Promise.all(holders)).filter((holder) => holder !== "");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
