import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { programOutput } from "../test/support/program.ts";
import type { Contender, Scenario } from "./support/scenario.ts";

const count = 20;

/** Services of which each one from the third on starts after another; they end at once when they are to. */
function projectText(services: number): string {
  const texts = Array.from({ length: services }, (_, i) => {
    const dependency = i < 2 ? "" : `, depends_on: [s${Math.floor(i / 2)}]`;
    return `  s${i}: { image: busybox, command: [sleep, "1000000"], stop_signal: SIGKILL${dependency} }\n`;
  });
  return `services:\n${texts.join("")}`;
}

/** 2,000 lines, with what files of that size are made of: variables, ports, dependencies, and often anchors. */
function longText({ hasAnchors }: { readonly hasAnchors: boolean }): string {
  const service = (i: number) => `  s${i}:
    ${hasAnchors ? "<<: *base" : "restart: unless-stopped"}
    image: "busybox:\${TAG:-latest}"
    command: [sleep, "1000000"]
    environment:
      INDEX: "${i}"
      NAME: \${COMPOSE_PROJECT_NAME}-s${i}
    labels: ["a=${i}", "b=\${TAG-none}"]
    ports:
      - "${20_000 + i}:80"
${i === 0 ? "" : `    depends_on: [s${Math.floor(i / 2)}]\n`}`;
  const head = `x-base:${hasAnchors ? " &base" : ""}\n  restart: unless-stopped\n  logging: { driver: json-file }\nservices:\n`;
  return head + Array.from({ length: 182 }, (_, i) => service(i)).join("");
}

/** Projects of many services with dependencies, images present: whole processes, as they are typed. */
export const compose: Scenario = {
  title: `a compose project of ${count} services with dependencies`,
  rounds: { full: 5, short: 1 },
  async prepare({ built, world, environment, docker, nerdsh: library, isShort }) {
    const nerdsh = (project: string, ...words: string[]) =>
      programOutput(process.execPath, [built.script, "compose", ...words], {
        env: environment,
        cwd: join(world.root, project),
      });
    const peer = (project: string, ...words: string[]) =>
      docker.run("compose", "--project-directory", join(world.root, project), ...words);
    for (const project of ["bench-changing", "bench-standing"]) {
      await mkdir(join(world.root, project), { recursive: true });
      await writeFile(join(world.root, project, "compose.yaml"), projectText(isShort ? 4 : count));
    }
    for (const hasAnchors of [false, true]) {
      const directory = join(world.root, hasAnchors ? "bench-anchors" : "bench-long");
      await mkdir(directory, { recursive: true });
      await writeFile(join(directory, "compose.yaml"), longText({ hasAnchors }));
    }
    for (const call of [nerdsh, peer]) await call("bench-standing", "up", "-d");
    const changing = (
      [upName, downName]: readonly [string, string],
      { up, down }: { up(): Promise<unknown>; down(): Promise<unknown> },
    ): readonly Contender[] => [
      { name: upName, run: up, after: async () => void (await down()) },
      {
        name: downName,
        run: async () => {
          await up();
          const startedAtMs = performance.now();
          await down();
          return performance.now() - startedAtMs;
        },
      },
    ];
    const contendersOf = (name: string, call: typeof nerdsh) => [
      ...changing([`${name} up -d`, `${name} down`], {
        up: () => call("bench-changing", "up", "-d"),
        down: () => call("bench-changing", "down"),
      }),
      { name: `${name} config, 2,000 lines`, run: () => call("bench-long", "config") },
      { name: `${name} config, 2,000 lines with anchors`, run: () => call("bench-anchors", "config") },
      { name: `${name} up -d, nothing new`, run: () => call("bench-standing", "up", "-d") },
    ];
    // Read anew each time, as by the command; what is left out is the start of a process.
    const app = (project: string) => library.compose(join(world.root, project, "compose.yaml"));
    const warm = [
      { name: "nerdsh up, nothing new, from a warm process", run: async () => void (await app("bench-standing").up()) },
      ...changing(["nerdsh up, from a warm process", "nerdsh down, from a warm process"], {
        up: async () => void (await app("bench-changing").up()),
        down: async () => void (await app("bench-changing").down()),
      }),
    ];
    const { executable } = built;
    const own = (project: string, ...words: string[]) =>
      programOutput(executable ?? "", ["compose", ...words], { env: environment, cwd: join(world.root, project) });
    const ownRuntime =
      executable === undefined
        ? []
        : [
            {
              name: "nerdsh up -d, nothing new, as one executable",
              run: () => own("bench-standing", "up", "-d"),
            },
            ...changing(["nerdsh up -d, as one executable", "nerdsh down, as one executable"], {
              up: () => own("bench-changing", "up", "-d"),
              down: () => own("bench-changing", "down"),
            }),
          ];
    const others = [...ownRuntime, ...warm];
    const peerOf = (name: string) => {
      if (name.includes("nothing new")) return "docker compose up -d, nothing new";
      return name.includes("down") ? "docker compose down" : "docker compose up -d";
    };
    return {
      contenders: [...contendersOf("nerdsh", nerdsh), ...others, ...contendersOf("docker compose", peer)],
      comparisons: ["up -d", "up -d, nothing new", "down", "config, 2,000 lines", "config, 2,000 lines with anchors"]
        .map((what) => {
          const atMost = what.startsWith("config") ? 1 : 0.5;
          return { subject: `nerdsh ${what}`, reference: `docker compose ${what}`, atMost };
        })
        .concat(others.map(({ name }) => ({ subject: name, reference: peerOf(name), atMost: 0.5 }))),
      finish: async () => {
        for (const call of [nerdsh, peer]) await call("bench-standing", "down");
      },
    };
  },
};
