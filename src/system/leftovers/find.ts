import { join } from "node:path";
import type { Context } from "../../context.ts";
import { namesIn } from "../../store/directory-names.ts";
import { FileJournal } from "../../store/file-journal.ts";
import { taskDirectory } from "../task-directory.ts";
import { builderKind } from "./builder.ts";
import { containerNameKind } from "./container-name.ts";
import { createdTaskKind } from "./created-task.ts";
import { fifoDirectoryKind } from "./fifo-directory.ts";
import { leaseKind } from "./lease.ts";
import type { AnyKind, FoundLeftover, Scene } from "./leftover.ts";
import { Living } from "./living.ts";
import { networkKind } from "./network.ts";
import { operationKind } from "./operation.ts";
import { orphanShimKind } from "./orphan-shim.ts";
import { orphanTaskKind } from "./orphan-task.ts";
import { runtimeContainerKind } from "./runtime-container.ts";
import { accountViewKind, snapshotKind } from "./snapshot.ts";
import { staleBundleKind } from "./stale-bundle.ts";
import { staleMountKind } from "./stale-mount.ts";
import { stateDirectoryKind } from "./state-directory.ts";
import { temporaryFileKind } from "./temporary-file.ts";
import { abandonedRunKind, finishedRunKind } from "./unremoved-run.ts";

/** Every kind, in the order in which they are removed: what runs, then what it stood on. */
const kinds: readonly AnyKind[] = [
  operationKind,
  finishedRunKind,
  abandonedRunKind,
  orphanTaskKind,
  createdTaskKind,
  runtimeContainerKind,
  orphanShimKind,
  staleMountKind,
  staleBundleKind,
  builderKind,
  networkKind,
  snapshotKind,
  accountViewKind,
  leaseKind,
  fifoDirectoryKind,
  stateDirectoryKind,
  containerNameKind,
  temporaryFileKind,
];

/** All that crashes have left of this engine and its data store, by set difference against what lives. `nowMs` judges ages. */
export async function findLeftovers(
  context: Pick<Context, "engine" | "settings" | "signal" | "emit">,
  nowMs = Date.now(),
): Promise<FoundLeftover[]> {
  const { engine, settings, signal, emit } = context;
  const journal = new FileJournal(settings.dataStore);
  const namespaces = await knownNamespaces(context);
  const shared = { engine, settings, signal, emit, journal, namespaces };
  const scene: Scene = { ...shared, taskDirectory: taskDirectory(settings), nowMs };
  const judges = await Promise.all(kinds.map((kind) => kind.look(scene)));
  const living = await Living.read(scene);
  return (await Promise.all(judges.map((judge) => judge(living)))).flat();
}

async function knownNamespaces({ engine, settings, signal }: Pick<Context, "engine" | "settings" | "signal">) {
  const inEngine = (await engine.namespaces.list({ signal })).map(({ name }) => name);
  const stores = ["names", "containers", "etchosts"].flatMap((store) => namesIn(join(settings.dataStore, store)));
  return [...new Set([...inEngine, ...stores, settings.namespace])];
}
