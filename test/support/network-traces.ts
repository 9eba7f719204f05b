import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { resultsDirectory } from "../../src/network/attachment.ts";
import type { Settings } from "../../src/settings/settings.ts";
import { runProgram } from "./program.ts";

/**
 * What the host has of a private engine's networks: every line of nftables, iptables and the links that names one of the words,
 * and the files of the engine. Two of them compare equal where nothing was left between.
 */
export async function networkTraces(
  settings: Settings,
  words: readonly string[],
): Promise<Record<string, readonly string[]>> {
  const results = await namesIn(resultsDirectory(settings));
  const links = await settledLinks(words, results.length);
  const printed = await Promise.all([
    runProgram("nft", ["--stateless", "list", "ruleset"]),
    runProgram("iptables-save", []),
    runProgram("ip", ["netns", "list"]),
  ]);
  const [nft = [], iptables = [], netns = []] = printed.map(({ stdout }) => linesWith(stdout, words));
  return {
    nft,
    iptables,
    links,
    netns,
    ports: await namesIn(join(settings.runtimeDir, "ports")),
    results,
    addresses: (await namesIn(settings.cni.ipamDir)).filter((name) => /\/\d+\.\d+\.\d+\.\d+$/.test(name)),
  };
}

/** The links once the kernel has deleted those of namespaces that are gone, which it does some milliseconds after. */
async function settledLinks(words: readonly string[], attachments: number): Promise<string[]> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const { stdout } = await runProgram("ip", ["-oneline", "link"]);
    const links = linesWith(stdout, words).map((line) => line.replace(/^\d+: (\S+):.*$/, "$1"));
    const ends = links.filter((name) => name.startsWith("veth"));
    if (ends.length <= attachments || Date.now() > deadline) return links;
    await setTimeout(10);
  }
}

function linesWith(text: string, words: readonly string[]): string[] {
  return text.split("\n").filter((line) => words.some((word) => line.includes(word)));
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory, { recursive: true }).catch(() => [])).sort();
}
