import { randomBytes } from "node:crypto";
import { mkdir, open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { builderFiles } from "../src/engine/embedded/builder/builder-files.ts";
import { resolveSettings } from "../src/settings/resolve.ts";
import { buildxBuild } from "../test/support/buildx.ts";
import { temporaryDirectory } from "../test/support/temporary-directory.ts";
import type { Peers } from "./support/peers.ts";
import type { Comparison, Contender, Scenario } from "./support/scenario.ts";

/** How a contender builds a context into the cache of the one builder that all use. */
interface Client {
  readonly name: string;
  build(context: string): Promise<unknown>;
}

interface Contexts {
  readonly files: string;
  readonly large: string;
  readonly small: string;
}

const MiB = 1024 * 1024;

/** Contexts on their way to a builder, and what a build costs that has nothing to do: beside buildx, with the same builder. */
export const builds: Scenario = {
  title: "builds: contexts of many files and of a large one, and nothing to do",
  rounds: { full: 5, short: 1 },
  async prepare(peers) {
    const directory = await temporaryDirectory();
    const contexts = await makeContexts(directory.path, peers.isShort);
    await peers.nerdsh.build(contexts.small, { output: "type=cacheonly" }); // Starts the builder.
    const prune = async () => void (await peers.script("builder", "prune", "--all", "--force"));
    const clients = await clientsOf(peers, join(directory.path, "buildx"));
    const contenders = clients.flatMap((client) => cases(client, contexts, prune));
    contenders.push(knownImage(peers, directory.path));
    return { contenders, comparisons, finish: async () => await directory[Symbol.asyncDispose]() };
  },
};

/** The promises of a build's speed; those of the executable where there is one. */
const comparisons: readonly Comparison[] = [
  ...(["20,000 files, cold", "20,000 files, one changed", "20,000 files, unchanged", "one large file"] as const).map(
    (title, index) => ({
      subject: `nerdsh build, ${title}`,
      reference: `docker buildx build, ${title}`,
      atMost: [0.95, 1, 0.9, 0.65][index]!,
    }),
  ),
  { subject: "nerdsh build, nothing to do", reference: "docker buildx build, nothing to do", atMost: 1.1 },
  { subject: "nerdsh, nothing to do", reference: "docker buildx build, nothing to do", atMost: 0.2 },
];

/** What is to be done anew in each round is prepared untimed. */
function cases({ name, build }: Client, { files, large, small }: Contexts, prune: () => Promise<void>): Contender[] {
  const timed = async (context: string, before: () => Promise<unknown>) => {
    await before();
    const startMs = performance.now();
    await build(context);
    return performance.now() - startMs;
  };
  const changed = async () => {
    await build(files);
    await writeFile(join(files, "0/0"), randomBytes(5_000));
  };
  return [
    { name: `${name}, 20,000 files, cold`, run: async () => await timed(files, prune) },
    { name: `${name}, 20,000 files, one changed`, run: async () => await timed(files, changed) },
    { name: `${name}, 20,000 files, unchanged`, run: async () => await timed(files, () => build(files)) },
    { name: `${name}, one large file`, run: async () => await timed(large, prune) },
    { name: `${name}, nothing to do`, run: async () => await timed(small, () => build(small)) },
  ];
}

async function clientsOf({ nerdsh, script, environment }: Peers, configuration: string): Promise<Client[]> {
  const settings = await resolveSettings({ environment });
  const socket = builderFiles(settings, settings.namespace).sockets.dockerd;
  const output = "type=cacheonly";
  return [
    { name: "nerdsh", build: async (context) => await nerdsh.build(context, { output }) },
    {
      name: "nerdsh build",
      build: async (context) => await script("build", "--progress=plain", "--output", output, context),
    },
    {
      name: "docker buildx build",
      build: async (context) => await buildxBuild({ socket }, configuration, ["--output", output, context]),
    },
  ];
}

/** An image whose blobs the engine has already, until it is here under a new name: a promise of half a second, on an idle machine. */
function knownImage({ nerdsh, isShort }: Peers, directory: string): Contender {
  const bytes = (isShort ? 1 : 400) * MiB;
  const text = nerdsh.dockerfile`FROM busybox
RUN head -c ${bytes} /dev/urandom > /bytes`;
  let count = 0;
  return {
    name: "nerdsh, an image of 400 MB that is known, under a new name",
    run: async () => {
      await nerdsh.build(text, { tag: "bench-known", context: directory });
      const startMs = performance.now();
      await nerdsh.build(text, { tag: `bench-known:${count++}`, context: directory });
      return performance.now() - startMs;
    },
  };
}

async function makeContexts(directory: string, isShort: boolean): Promise<Contexts> {
  const contexts = {
    files: join(directory, "files"),
    large: join(directory, "large"),
    small: join(directory, "small"),
  };
  const [directories, perDirectory, largeBytes] = isShort ? [2, 10, MiB] : [200, 100, 500 * MiB];
  for (const path of Object.values(contexts)) {
    await mkdir(path);
    await writeFile(join(path, "Dockerfile"), "FROM scratch\nCOPY . /\n");
  }
  for (let at = 0; at < directories; at++) {
    await mkdir(join(contexts.files, String(at)));
    for (let file = 0; file < perDirectory; file++) {
      await writeFile(join(contexts.files, String(at), String(file)), randomBytes(5_000));
    }
  }
  const large = await open(join(contexts.large, "large"), "w");
  for (let done = 0; done < largeBytes; done += MiB) await large.write(randomBytes(MiB));
  await large.close();
  return contexts;
}
