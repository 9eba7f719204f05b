import { archiveFrom, copyFrom, copyTo, extractTo } from "../container/copy/copy.ts";
import { type CopyOperands, copyOperands } from "../container/copy/copy-operands.ts";
import { writeBytes } from "../container/copy/written-bytes.ts";
import type { Context } from "../context.ts";
import { NerdError } from "../errors.ts";
import { shown } from "./apply/apply-context.ts";
import { type KnownProject, presentContainers, replica, type ServiceContainer } from "./known/known-project.ts";

interface CopyRequest {
  readonly source: string;
  readonly target: string;
  /** From 1; 0 is the first one, or all of them where files go in. */
  readonly index: number;
  /** Also into those of `compose run`. */
  readonly all: boolean;
  readonly followLink: boolean;
  readonly dryRun: boolean;
}

/** Copies files out of a service's container, or into all of its containers. With `dryRun` gives what would be done, a line each. */
export async function copyOfService(context: Context, known: KnownProject, request: CopyRequest): Promise<string[]> {
  const { source, target, dryRun } = request;
  const operands = copyOperands(source, target);
  const containers = await copiedContainers(context, known, { ...request, ...operands });
  if (dryRun) return containers.map((container) => planned(container, operands));
  if (operands.host === undefined) {
    await copyArchive(context, only(containers, operands.container), { ...operands, ...request });
    return [];
  }
  await Promise.all(
    containers.map((container) =>
      shown(
        { context, project: known },
        { part: "container", name: container.name, states: ["copying", "copied"] },
        () => copyFiles(context, container, { ...operands, ...request }),
      ),
    ),
  );
  return [];
}

async function copiedContainers(
  context: Context,
  known: KnownProject,
  { container: service, direction, index, all }: CopyRequest & CopyOperands,
): Promise<ServiceContainer[]> {
  if (direction === "from" && all) {
    throw new NerdError("INVALID_VALUE", "cannot use the --all flag when copying from a service", { exitCode: 1 });
  }
  if (direction === "from" || index > 0) return [await replica(context, known, { service, index, mustRun: false })];
  const own = await presentContainers(context, known, [service]);
  const oneOffs = known.containers.filter((each) => all && each.isOneOff && each.service === service);
  if (own.length + oneOffs.length > 0) return [...own, ...oneOffs];
  throw new NerdError("CONTAINER_NOT_RUNNING", `no container found for service ${JSON.stringify(service)}`, {
    hint: `nerdsh compose up -d ${service}`,
    exitCode: 1,
  });
}

type Copy = CopyOperands & Pick<CopyRequest, "followLink">;

async function copyFiles(context: Context, { summary }: ServiceContainer, copy: Copy): Promise<void> {
  const { direction, path, host = "", followLink } = copy;
  if (direction === "to") await copyTo(context, summary.container, { path: host, followLink }, path);
  else await copyFrom(context, summary.container, { path, followLink }, host);
}

/** `-`: stdin is unpacked, or an archive written to stdout. */
async function copyArchive(context: Context, { summary }: ServiceContainer, copy: Copy): Promise<void> {
  const { stdio } = context;
  if (stdio === undefined) throw new NerdError("MISSING_ARGUMENT", "- is stdin or stdout, and there is neither here");
  const { direction, path, followLink } = copy;
  if (direction === "to") await extractTo(context, summary.container, path, stdio.stdin);
  else await writeBytes(await archiveFrom(context, summary.container, { path, followLink }), stdio.stdout);
}

/** stdin can be read once. */
function only(containers: readonly ServiceContainer[], service: string): ServiceContainer {
  const [container, another] = containers;
  if (container !== undefined && another === undefined) return container;
  throw new NerdError("INVALID_VALUE", `stdin goes into one container, and ${service} has ${containers.length}`, {
    hint: "choose one with --index",
    exitCode: 1,
  });
}

function planned({ name }: ServiceContainer, { direction, path, host = "-" }: CopyOperands): string {
  return direction === "to" ? `copy ${host} to ${name}:${path}` : `copy ${name}:${path} to ${host}`;
}
