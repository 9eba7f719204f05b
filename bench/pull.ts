import { startRegistry } from "../test/support/registry.ts";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import { layeredArchive } from "./support/layered-archive.ts";
import type { Peers } from "./support/peers.ts";
import type { Comparison, Contender, Scenario } from "./support/scenario.ts";

const MiB = 1024 * 1024;
const images = [
  { title: "60 layers of 100 kB", count: 60, bytes: 100_000 },
  { title: "one layer of 500 MB", count: 1, bytes: 500 * MiB },
  { title: "60 layers, all here", count: 60, bytes: 50_000, isHere: true },
];

/** Images that everybody fetches and unpacks from one registry, and one that everybody has. */
export const pull: Scenario = {
  title: "pull from a registry on loopback",
  rounds: { full: 3, short: 1 },
  async prepare(peers) {
    const registry = await startRegistry({ writable: true, images: "none" });
    const contenders: Contender[] = [];
    const comparisons: Comparison[] = [];
    for (const [at, { title, count, bytes, isHere = false }] of images.entries()) {
      const name = `${registry.host}/bench-${at}:latest`;
      await using directory = await temporaryDirectory();
      const layers = { count, bytes: peers.isShort ? 1_000 : bytes };
      await peers.script("load", "--quiet", "--input", await layeredArchive(directory.path, name, layers));
      await peers.script("push", "--quiet", name);
      await peers.ctr("images", "rm", "--sync", name);
      contenders.push(...contendersFor(peers, { name, title, isHere }));
      comparisons.push(
        ...["nerdsh", "nerdsh pull, a whole process"].flatMap((subject) => [
          { subject: `${subject}, ${title}`, reference: `ctr images pull, ${title}`, atMost: 1 },
          { subject: `${subject}, ${title}`, reference: `docker pull, ${title}`, atMost: 0.8 },
        ]),
      );
    }
    return { contenders, comparisons, finish: async () => await registry[Symbol.asyncDispose]() };
  },
};

/** Each leaves nothing of the image behind, or the next one would find its layers; one that shall be here stays from the first round on. */
function contendersFor(
  { nerdsh, docker, ctr, script }: Peers,
  { name, title, isHere }: { name: string; title: string; isHere: boolean },
): Contender[] {
  // In a namespace of its own.
  const otherNamespace = (...words: string[]) => ctr("--namespace", "bench-ctr", ...words);
  const remove = async () => (isHere ? undefined : await ctr("images", "rm", "--sync", name));
  const contenders: [who: string, run: () => PromiseLike<unknown>, after: () => Promise<unknown>][] = [
    ["nerdsh", () => nerdsh.pull(name), remove],
    ["nerdsh pull, a whole process", () => script("pull", "--quiet", name), remove],
    [
      "ctr images pull",
      () => otherNamespace("images", "pull", "--plain-http", name),
      async () => (isHere ? undefined : await otherNamespace("images", "rm", "--sync", name)),
    ],
    [
      "docker pull",
      () => docker.run("pull", "--quiet", name),
      async () => (isHere ? undefined : await docker.run("rmi", name)),
    ],
  ];
  return contenders.map(([who, run, after]) => ({
    name: `${who}, ${title}`,
    run: async () => void (await run()),
    after: async () => void (await after()),
  }));
}
