import { programOutput } from "../test/support/program.ts";
import { startRegistry } from "../test/support/registry.ts";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import { layeredArchive } from "./support/layered-archive.ts";
import type { Peers } from "./support/peers.ts";
import type { Comparison, Contender, Scenario } from "./support/scenario.ts";

const MiB = 1024 * 1024;

interface PulledImage {
  readonly title: string;
  readonly count: number;
  readonly bytes: number;
  readonly isHere?: boolean;
}

const asExecutable = "nerdsh pull, as one executable";

/** An image that everybody fetches and unpacks from one registry, or that everybody has. By itself: what one image has left to be written to the disk, the next one's syncs would wait for. */
function pullOf({ title, count, bytes, isHere = false }: PulledImage, rounds: number): Scenario {
  return {
    title: `pull from a registry on loopback: ${title}`,
    rounds: { full: rounds, short: 1 },
    async prepare(peers) {
      const registry = await startRegistry({ writable: true, images: "none" });
      const name = `${registry.host}/bench:latest`;
      await using directory = await temporaryDirectory();
      const layers = { count, bytes: peers.isShort ? 1_000 : bytes };
      await peers.script("load", "--quiet", "--input", await layeredArchive(directory.path, name, layers));
      await peers.script("push", "--quiet", name);
      await peers.ctr("images", "rm", "--sync", name);
      const forms = ["nerdsh", "nerdsh pull, a whole process", ...(peers.built.executable ? [asExecutable] : [])];
      const comparisons = forms.flatMap((subject): Comparison[] => [
        { subject: `${subject}, ${title}`, reference: `ctr images pull, ${title}`, atMost: 1 },
        { subject: `${subject}, ${title}`, reference: `docker pull, ${title}`, atMost: 0.8 },
      ]);
      const contenders = contendersFor(peers, { name, title, isHere });
      return { contenders, comparisons, finish: async () => await registry[Symbol.asyncDispose]() };
    },
  };
}

export const pullSmall = pullOf({ title: "60 layers of 100 kB", count: 60, bytes: 100_000 }, 10);
export const pullLarge = pullOf({ title: "one layer of 500 MB", count: 1, bytes: 500 * MiB }, 3);
export const pullNothing = pullOf({ title: "60 layers, all here", count: 60, bytes: 50_000, isHere: true }, 10);

/** Each leaves nothing of the image behind, or the next one would find its layers; one that shall be here stays from the first round on. */
function contendersFor(
  { nerdsh, docker, ctr, script, built, environment: env }: Peers,
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
  const { executable } = built;
  if (executable !== undefined)
    contenders.push([asExecutable, () => programOutput(executable, ["pull", "--quiet", name], { env }), remove]);
  return contenders.map(([who, run, after]) => ({
    name: `${who}, ${title}`,
    run: async () => void (await run()),
    after: async () => void (await after()),
  }));
}
