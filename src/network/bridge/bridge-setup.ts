import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ResultCache } from "../../cni/result-cache.ts";
import type { Settings } from "../../settings/settings.ts";
import { errno, replaceFile } from "../../store/atomic-file.ts";
import { lockFile } from "../../store/file-lock.ts";
import { publicationOf, resultsDirectory } from "../attachment.ts";
import { hasProgram, runProgram, tryProgram } from "../host-program.ts";
import { type Publication, publishCommands } from "../ports/published-ports.ts";
import { createBridge, deleteBridge } from "./bridge-link.ts";
import { type BridgeNetwork, bridgeAddresses } from "./bridge-network.ts";
import { bridgeRuleset, forwardChain, rulesetTable } from "./bridge-ruleset.ts";

/**
 * Sees that the host is set up for a network: bridge, ruleset, forwarding. Done once after a boot; a mark in the runtime directory tells
 * every later start so (0.2 ms), as long as the bridge is still the same one.
 */
export async function prepareBridge(settings: Settings, network: BridgeNetwork): Promise<void> {
  if (isPrepared(settings, network)) return;
  await using lock = await lockFile(`${markPath(settings, network)}.lock`);
  if (lock && isPrepared(settings, network)) return;
  await setUp(settings, network);
}

/** The same for a network whose ruleset turned out to be gone, for example by `nft flush ruleset`. */
export async function repairBridge(settings: Settings, network: BridgeNetwork): Promise<void> {
  await using lock = await lockFile(`${markPath(settings, network)}.lock`);
  if (lock && (await hasRuleset(settings, network))) return;
  await setUp(settings, network);
}

/** Takes everything away again; right also where there is nothing. */
export async function removeBridge(settings: Settings, network: BridgeNetwork): Promise<void> {
  const { bridge } = network;
  await rm(markPath(settings, network), { force: true });
  const table = `inet ${rulesetTable(bridge)}`;
  const chains = async () => {
    await deleteForwardChain(settings, bridge, "iptables");
    if (network.ranges.some(({ subnet }) => subnet.family === 6))
      await deleteForwardChain(settings, bridge, "ip6tables");
  };
  const parts = [
    // The empty table in front makes the deletion right where there is none.
    runProgram("nft", ["--file", "-"], { ...settings, input: `table ${table}\ndelete table ${table}\n` }),
    chains(),
    deleteBridge(bridge, settings.programDirs),
  ];
  // At once, since the kernel has the rules' and the bridge's deletion wait for its readers, 40 ms each. All to their end, whichever fails.
  await Promise.allSettled(parts);
  await Promise.all(parts);
  await rm(`${markPath(settings, network)}.lock`, { force: true });
}

async function setUp(settings: Settings, network: BridgeNetwork): Promise<void> {
  await createBridge(network, settings.programDirs);
  // The table is replaced whole, so the ports of containers that run come with it.
  const input = bridgeRuleset(network) + (await publications(settings, network)).map(publishCommands).join("");
  await runProgram("nft", ["--file", "-"], { ...settings, input });
  await writeSysctl("net/ipv4/ip_forward");
  await writeSysctl(`net/ipv4/conf/${network.bridge}/route_localnet`);
  const hasIpv6 = bridgeAddresses(network).some(({ subnet }) => subnet.family === 6);
  if (hasIpv6) await writeSysctl("net/ipv6/conf/all/forwarding");
  await insertForwardChain(settings, network.bridge, "iptables");
  if (hasIpv6) await insertForwardChain(settings, network.bridge, "ip6tables");
  await replaceFile(markPath(settings, network), markText(network));
}

async function publications(settings: Settings, { name, bridge }: BridgeNetwork): Promise<Publication[]> {
  const attachments = (await new ResultCache(resultsDirectory(settings)).all()).filter(
    ({ list }) => list.name === name,
  );
  return attachments.flatMap((attachment) => publicationOf(attachment, bridge) ?? []);
}

/** Where there is no iptables, no policy of its can drop what the bridge forwards. */
async function insertForwardChain(settings: Settings, bridge: string, iptables: Iptables): Promise<void> {
  if (!(await hasProgram(`${iptables}-restore`, settings.programDirs))) return;
  const { chain, restore, insert } = forwardChain(bridge);
  const { status } = await tryProgram(iptables, ["--wait", "--check", "FORWARD", "--jump", chain], settings);
  const input = status === 0 ? restore : insert;
  await runProgram(`${iptables}-restore`, ["--wait", "--noflush"], { ...settings, input });
}

type Iptables = "iptables" | "ip6tables";

async function deleteForwardChain(settings: Settings, bridge: string, iptables: Iptables): Promise<void> {
  if (!(await hasProgram(iptables, settings.programDirs))) return;
  const { chain, remove } = forwardChain(bridge);
  const all = await tryProgram(`${iptables}-restore`, ["--wait", "--noflush"], { ...settings, input: remove });
  if (all.status === 0) return;
  for (const step of [
    ["--delete", "FORWARD", "--jump", chain],
    ["--flush", chain],
    ["--delete-chain", chain],
  ]) {
    await tryProgram(iptables, ["--wait", ...step], settings);
  }
}

function isPrepared(settings: Settings, network: BridgeNetwork): boolean {
  try {
    return readFileSync(markPath(settings, network), "utf8") === markText(network);
  } catch (error) {
    if (errno(error) === "ENOENT") return false;
    throw error;
  }
}

async function hasRuleset(settings: Settings, { bridge }: BridgeNetwork): Promise<boolean> {
  const { status } = await tryProgram("nft", ["list", "table", "inet", rulesetTable(bridge)], settings);
  return status === 0;
}

/** Where the marks of the networks lie for which the host is set up. */
export function preparedDirectory({ runtimeDir }: Settings): string {
  return join(runtimeDir, "networks");
}

function markPath(settings: Settings, { bridge }: BridgeNetwork): string {
  return join(preparedDirectory(settings), bridge);
}

/** The rules and the very bridge they are for: one that was made again has lost its sysctl and its group. */
function markText(network: BridgeNetwork): string {
  const rules = createHash("sha256").update(bridgeRuleset(network)).digest("hex");
  return `${rules} ${readFileSync(`/sys/class/net/${network.bridge}/ifindex`, "utf8")}`;
}

async function writeSysctl(name: string): Promise<void> {
  const path = `/proc/sys/${name}`;
  if ((await readFile(path, "utf8")).trim() !== "1") await writeFile(path, "1");
}
