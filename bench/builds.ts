import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { builderFiles } from "../src/engine/embedded/builder/builder-files.ts";
import { resolveSettings } from "../src/settings/resolve.ts";
import { buildxBuild } from "../test/support/buildx.ts";
import { programOutput } from "../test/support/program.ts";
import { type BuildContexts, buildContexts } from "./support/build-contexts.ts";
import type { Peers } from "./support/peers.ts";
import type { Comparison, Contender, Scenario } from "./support/scenario.ts";
import { storeInMemory } from "./support/store-in-memory.ts";

/** How a contender builds a context into the cache of the one builder that all use. */
interface Client {
  readonly name: string;
  build(context: string): Promise<unknown>;
}

/** Forgets all that the builder has. */
type Prune = () => Promise<unknown>;

const MiB = 1024 * 1024;
const knownImageMs = 500;
const buildx = "docker buildx build";

/** Contexts on their way to a builder, and what a build costs that has nothing to do: beside buildx, with the same builder. */
export const builds: Scenario = {
  title: "builds: contexts of many files and of a large one, and nothing to do",
  rounds: { full: 4, short: 1 },
  async prepare(peers) {
    const directory = await storeInMemory(peers);
    const contexts = buildContexts(directory.path, peers.isShort);
    await peers.nerdsh.build(await contexts.small(), { output: "type=cacheonly" }); // Starts the builder.
    const prune = () => peers.script("builder", "prune", "--all", "--force");
    const clients = await clientsOf(peers, join(directory.path, "buildx"));
    const transfers = [clients.script, clients.buildx].flatMap((client) => [
      ...manyFiles(client, contexts, prune),
      oneLargeFile(client, contexts, prune),
    ]);
    const contenders = [
      ...transfers,
      ...(clients.executable ? manyFiles(clients.executable, contexts, prune) : []),
      ...Object.values(clients).flatMap((client) => client && nothingToDo(client, contexts)),
      knownImage(peers, directory.path),
      { name: "half a second", run: async () => knownImageMs },
    ].filter((contender) => contender !== undefined);
    const names = new Set(contenders.map(({ name }) => name));
    const measured = comparisons.filter(({ subject }) => names.has(subject));
    return { contenders, comparisons: measured, finish: async () => await directory[Symbol.asyncDispose]() };
  },
};

const ofManyFiles = {
  "20,000 files, cold": 0.95,
  "20,000 files, one changed": 1,
  "20,000 files, unchanged": 0.9,
};

/** The promises of a build's speed; those of the executable hold where there is one. */
const comparisons: readonly Comparison[] = [
  ...besideBuildx("nerdsh build", { ...ofManyFiles, "one large file": 0.65, "nothing to do": 1.1 }),
  ...besideBuildx("nerdsh build on Node 24", { "nothing to do": 1.1 }),
  ...besideBuildx("executable", { ...ofManyFiles, "nothing to do": 0.8 }),
  { subject: "warm nerdsh, nothing to do", reference: `${buildx}, nothing to do`, atMost: 0.2 },
  { subject: "warm nerdsh, a known image of 400 MB", reference: "half a second", atMost: 1 },
];

function besideBuildx(client: string, promises: Readonly<Record<string, number>>): readonly Comparison[] {
  return Object.entries(promises).map(([title, atMost]) => {
    return { subject: `${client}, ${title}`, reference: `${buildx}, ${title}`, atMost };
  });
}

async function clientsOf({ nerdsh, script, node24, built, environment }: Peers, configuration: string) {
  const settings = await resolveSettings({ environment });
  const socket = builderFiles(settings, settings.namespace).sockets.dockerd;
  const output = ["--output", "type=cacheonly"];
  const words = ["build", "--progress=plain", ...output];
  const { executable } = built;
  return {
    warm: {
      name: "warm nerdsh",
      build: async (context) => await nerdsh.build(context, { output: "type=cacheonly" }),
    },
    script: { name: "nerdsh build", build: (context) => script(...words, context) },
    node24: {
      name: "nerdsh build on Node 24",
      build: (context) => programOutput(node24, [built.script, ...words, context], { env: environment }),
    },
    executable:
      executable === undefined
        ? undefined
        : {
            name: "executable",
            build: (context) => programOutput(executable, [...words, context], { env: environment }),
          },
    buildx: { name: buildx, build: (context) => buildxBuild({ socket }, configuration, [...output, context]) },
  } satisfies Record<string, Client | undefined>;
}

/**
 * Three builds one after the other, of which each needs what the one before it has left. Whichever row comes first in a round has all three
 * done; the other two have theirs already.
 */
function manyFiles({ name, build }: Client, contexts: BuildContexts, prune: Prune): Contender[] {
  const waiting = new Map<string, number>();
  const measure = async () => {
    const context = await contexts.files();
    await prune();
    waiting.set("cold", await timedMs(() => build(context)));
    await writeFile(join(context, "0/0"), randomBytes(5_000));
    waiting.set("one changed", await timedMs(() => build(context)));
    waiting.set("unchanged", await timedMs(() => build(context)));
  };
  return ["cold", "one changed", "unchanged"].map((title) => ({
    name: `${name}, 20,000 files, ${title}`,
    run: async () => {
      if (!waiting.has(title)) await measure();
      const figure = waiting.get(title);
      waiting.delete(title);
      return figure;
    },
  }));
}

function oneLargeFile({ name, build }: Client, contexts: BuildContexts, prune: Prune): Contender {
  return {
    name: `${name}, one large file`,
    run: async () => {
      const context = await contexts.large();
      await prune();
      return await timedMs(() => build(context));
    },
  };
}

function nothingToDo({ name, build }: Client, contexts: BuildContexts): Contender {
  return {
    name: `${name}, nothing to do`,
    run: async () => {
      const context = await contexts.small();
      await build(context);
      return await timedMs(() => build(context));
    },
  };
}

/** An image whose blobs the engine has already, until it is here under a new name. */
function knownImage({ nerdsh, script, isShort }: Peers, directory: string): Contender {
  const bytes = (isShort ? 1 : 400) * MiB;
  const text = nerdsh.dockerfile`FROM busybox
RUN head -c ${bytes} /dev/urandom > /bytes`;
  const [first, again] = ["bench-known:first", "bench-known:again"];
  return {
    name: "warm nerdsh, a known image of 400 MB",
    run: async () => {
      await nerdsh.build(text, { tag: first, context: directory });
      return await timedMs(() => nerdsh.build(text, { tag: again, context: directory }));
    },
    after: async () => void (await script("rmi", first, again)),
  };
}

async function timedMs(act: () => PromiseLike<unknown>): Promise<number> {
  const startMs = performance.now();
  await act();
  return performance.now() - startMs;
}
