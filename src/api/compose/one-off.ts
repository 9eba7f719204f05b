import type { Project } from "../../compose/project.ts";
import { runOnce } from "../../compose/run/run-once.ts";
import { publishedPorts } from "../../container/record/list.ts";
import { containerName, findContainer } from "../../container/record/lookup.ts";
import type { Context } from "../../context.ts";
import { familiarName } from "../../image/reference.ts";
import { revealedEnv } from "../../secrets/secret.ts";
import { Container } from "../container.ts";
import type { ContextBase } from "../session.ts";
import type { ComposeRunOptions } from "./compose-options.ts";

interface OneOff {
  readonly service: string;
  readonly command: readonly string[];
  readonly options: ComposeRunOptions;
  /** Chained: over those of the options. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts one more container of a service, and what it depends on before. */
export async function startOneOff(
  base: ContextBase,
  context: Context,
  project: Project,
  { service, command, options, env }: OneOff,
): Promise<Container> {
  const { build, volume = [], publish = [] } = options;
  const { id = "" } = await runOnce(context, project, {
    ...{ service, command, name: options.name, user: options.user, workdir: options.workdir },
    entrypoint: options.entrypoint,
    env: { ...(await revealedEnv(options.env ?? {})), ...env },
    envFromFile: [],
    label: {},
    capAdd: [],
    capDrop: [],
    volume: [volume].flat(),
    publish: [publish].flat().map(String),
    servicePorts: options.servicePorts ?? false,
    useAliases: options.useAliases ?? false,
    noDeps: options.noDeps ?? false,
    build: build === undefined ? "missing" : build ? "always" : "never",
    ...{ interactive: false, tty: false, rm: false, detach: true },
    ...{ pull: undefined, quietPull: false, removeOrphans: false, parallel: -1, dryRun: false, separator: "-" },
  });
  const record = await findContainer(context, id);
  const names = { id, name: containerName(record), image: familiarName(record.image) };
  return new Container(base, names, publishedPorts(context, id));
}
