import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { resolveSettings } from "../../src/settings/resolve.ts";
import type { World } from "./private-world.ts";
import { programOutput } from "./program.ts";

/** A project as nerdctl leaves it, with its labels, names and files, in a world's engine: `web-1`, which runs, `web-2` and `db-1`. */
export interface NerdctlProject {
  readonly name: string;
  /** Files that nerdctl has written for it and that are there: none once it is gone. */
  left(): string[];
}

const fixtures = new URL("../fixtures/nerdctl/", import.meta.url);

export async function nerdctlProject(world: World): Promise<NerdctlProject> {
  const name = `nc-${randomBytes(4).toString("hex")}`;
  const settings = await resolveSettings({ environment: world.env, userId: 0 });
  const { address, dataStore, cni, snapshotter } = settings;
  const files: string[] = [];
  const write = async (path: string, text: string) => {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
    files.push(path);
  };
  const network = await readFile(new URL("networks/bridge.conflist", fixtures), "utf8");
  await write(
    join(cni.configDir, "default", `nerdctl-${name}_default.conflist`),
    JSON.stringify({
      ...(JSON.parse(network) as object),
      name: `${name}_default`,
      nerdctlLabels: { "com.docker.compose.network": "default", "com.docker.compose.project": name },
    }),
  );
  const labels = { "com.docker.compose.project": name, "com.docker.compose.volume": "data" };
  const volume = join(dataStore, "volumes/default", `${name}_data`);
  await write(join(volume, "volume.json"), JSON.stringify({ labels }, null, 4));
  await write(join(volume, "_data/kept"), "");
  const written = (await readFile(new URL("containers/compose.json", fixtures), "utf8"))
    .replaceAll("/var/lib/nerdctl/1935db59", dataStore)
    .replaceAll("shop", name);
  for (const record of JSON.parse(written) as { id: string; labels: Record<string, string> }[]) {
    const id = randomBytes(32).toString("hex");
    const own = JSON.parse(JSON.stringify(record.labels).replaceAll(record.id, id)) as Record<string, string>;
    const container = own["nerdctl/name"] ?? "";
    await write(join(dataStore, "names/default", container), id);
    const state = join(dataStore, "containers/default", id);
    for (const [file, text] of [
      ["hostname", id.slice(0, 12)],
      ["resolv.conf", "nameserver 10.5.0.9\n"],
      ["log-config.json", `{"driver":"json-file"}`],
    ] as const) {
      await write(join(state, file), text);
    }
    await write(join(dataStore, "etchosts/default", id, "hosts"), `127.0.0.1 localhost\n10.5.0.130 ${container}\n`);
    const isRunning = container.endsWith("web-1");
    const words = isRunning ? ["run", "--detach"] : ["containers", "create"];
    const labelFlags = Object.entries(own).flatMap(([key, value]) => ["--label", `${key}=${value}`]);
    await programOutput("ctr", [
      ...["--address", address, "--namespace", "default", ...words, "--snapshotter", snapshotter, ...labelFlags],
      ...["docker.io/library/busybox:latest", id, "sleep", "1000000"],
    ]);
  }
  return { name, left: () => files.filter((path) => existsSync(path)) };
}
