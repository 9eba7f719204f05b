import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { readKnownProject } from "../../../../src/compose/known/known-project.ts";
import { listedContainers } from "../../../../src/compose/known/listed-containers.ts";
import { namedProject } from "../../../../src/compose/known/named-project.ts";
import { observedProjects } from "../../../../src/compose/known/project-list.ts";
import { projectRow } from "../../../../src/compose/known/project-row.ts";
import { downPlan } from "../../../../src/compose/plan/down-plan.ts";
import { planLines } from "../../../../src/compose/plan/plan.ts";
import { observe } from "../../../../src/compose/state/observe.ts";
import type { Context } from "../../../../src/context.ts";
import { resolveSettings } from "../../../../src/settings/resolve.ts";
import { temporaryDirectory } from "../../../support/temporary-directory.ts";

interface Written {
  readonly id: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** As nerdctl writes them: neither numbers nor files of the project are among the labels. */
const containers = JSON.parse(
  await readFile(new URL("../../../fixtures/nerdctl/containers/compose.json", import.meta.url), "utf8"),
) as readonly Written[];

/** What containerd takes by terms such as `labels."name"==value` and `labels."name"`, joined by commas. */
function fits({ labels }: Written, filter: string): boolean {
  return [...filter.matchAll(/labels\."([^"]+)"(?:=="([^"]*)")?/g)].every(([, key = "", value]) =>
    value === undefined ? key in labels : labels[key] === value,
  );
}

/** An engine that has these records, and runs the first of them; and a root with files that nerdctl has written. */
async function nerdctlsHost(records: readonly Written[]) {
  const root = await temporaryDirectory();
  const settings = await resolveSettings({ environment: { NERDSH_ROOT: root.path }, userId: 0 });
  const networks = join(settings.cni.configDir, "default");
  await mkdir(networks, { recursive: true });
  const volume = join(settings.dataStore, "volumes/default/shop_data");
  await mkdir(join(volume, "_data"), { recursive: true });
  const project = { "com.docker.compose.project": "shop" };
  const network = {
    ...{ cniVersion: "1.0.0", name: "shop_default", nerdctlID: "1".repeat(64) },
    nerdctlLabels: { ...project, "com.docker.compose.network": "default" },
    plugins: [{ type: "bridge", bridge: "br-111111111111" }],
  };
  await writeFile(join(networks, "nerdctl-shop_default.conflist"), JSON.stringify(network));
  const labels = { ...project, "com.docker.compose.volume": "data" };
  await writeFile(join(volume, "volume.json"), JSON.stringify({ labels }, null, 4));
  const list = async (filters: readonly string[]) =>
    records
      .filter((record) => filters.length === 0 || filters.some((filter) => fits(record, filter)))
      .map((record) => ({
        ...record,
        runtime: { name: "io.containerd.runc.v2" },
        createdAt: "2026-01-02T03:04:05Z",
        args: () => ["serve"],
      }));
  const tasks = new Map(
    records.map(({ id }, i) => [
      id,
      { pid: process.pid, status: i === 0 ? "RUNNING" : "STOPPED", exitCode: 0, exitedAt: "2026-01-02T03:05:00Z" },
    ]),
  );
  const engine = {
    namespace: "default",
    containers: { list, listAll: async () => await list([]) },
    tasks: { list: async () => tasks },
  };
  // Of the engine, this reads lists and nothing else.
  const context = { engine, settings, signal: new AbortController().signal, emit: () => {} } as unknown as Context;
  return { context, [Symbol.asyncDispose]: () => root[Symbol.asyncDispose]() };
}

describe("a project that nerdctl has made", () => {
  it("is listed, without the files that nobody wrote down", async () => {
    await using host = await nerdctlsHost(containers);
    assert.deepEqual(await observedProjects(host.context, { all: true }), [
      { Name: "shop", Status: "exited(2), running(1)", ConfigFiles: "N/A" },
    ]);
  });

  it("has its containers by service, with the numbers in their names", async () => {
    await using host = await nerdctlsHost(containers);
    const known = await readKnownProject(host.context, { name: "shop", project: undefined });
    assert.deepEqual(
      known.containers.map(({ name, service, number, isOneOff }) => [name, service, number, isOneOff]),
      [
        ["shop-db-1", "db", 1, false],
        ["shop-web-1", "web", 1, false],
        ["shop-web-2", "web", 2, false],
      ],
    );
    const rows = listedContainers(known, { service: [], all: true, filter: [], status: [], orphans: true }).map(
      (each) => projectRow("shop", each, { noTrunc: false, nowMs: Date.parse("2026-01-02T03:06:05Z") }),
    );
    assert.deepEqual(
      rows.map((row) => [row["Name"], row["Service"], row["State"], row["Image"]]),
      [
        ["shop-db-1", "db", "exited", "redis:7"],
        ["shop-web-1", "web", "running", "nginx:latest"],
        ["shop-web-2", "web", "exited", "nginx:latest"],
      ],
    );
  });

  it("is taken down by its name alone, with its network and, where that is asked for, its volume", async () => {
    await using host = await nerdctlsHost(containers);
    const options = { services: [], volumes: true, images: "none", removeOrphans: false } as const;
    const plan = downPlan(namedProject("shop", "/"), await observe(host.context, "shop"), options);
    const removals = "remove shop-web-1, remove shop-db-1, remove shop-web-2";
    assert.deepEqual(planLines(plan), [
      "stop shop-web-1",
      "remove shop-web-1 after stop shop-web-1",
      "remove shop-db-1",
      "remove shop-web-2",
      `remove network shop_default after ${removals}`,
      `remove volume shop_data after ${removals}`,
    ]);
  });

  it("does not have what only its image's labels say of it, nor what is another's", async () => {
    const [web, other] = containers;
    const { "com.docker.compose.config-hash": _hash, ...copied } = web!.labels;
    const blog = { ...other!, labels: { ...other!.labels, "com.docker.compose.project": "blog" } };
    await using host = await nerdctlsHost([{ ...web!, labels: copied }, blog]);
    assert.deepEqual((await observe(host.context, "shop")).containers, []);
  });
});
