import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Settings } from "../../src/settings/settings.ts";
import { runProgram } from "./program.ts";

/**
 * What the host has of a private engine's networks: every line of nftables, iptables and the links that names one of the words,
 * and the files of the engine. Two of them compare equal where nothing was left between.
 */
export async function networkTraces(settings: Settings, words: readonly string[]): Promise<Record<string, string[]>> {
  const printed = await Promise.all([
    runProgram("nft", ["list", "ruleset"]),
    runProgram("iptables-save", []),
    runProgram("ip", ["-oneline", "link"]),
    runProgram("ip", ["netns", "list"]),
  ]);
  const [nft = [], iptables = [], links = [], netns = []] = printed.map(({ stdout }) => linesWith(stdout, words));
  return {
    nft,
    iptables,
    links: links.map((line) => line.replace(/^\d+: (\S+):.*$/, "$1")),
    netns,
    ports: await namesIn(join(settings.runtimeDir, "ports")),
    results: await namesIn(join(settings.runtimeDir, "cni", "results")),
    addresses: (await namesIn(settings.cni.ipamDir)).filter((name) => /\/\d+\.\d+\.\d+\.\d+$/.test(name)),
  };
}

function linesWith(text: string, words: readonly string[]): string[] {
  return text.split("\n").filter((line) => words.some((word) => line.includes(word)));
}

async function namesIn(directory: string): Promise<string[]> {
  return (await readdir(directory, { recursive: true }).catch(() => [])).sort();
}
