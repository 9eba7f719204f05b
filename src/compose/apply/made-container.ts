import { readFile } from "node:fs/promises";
import type { CreateOptions } from "../../container/record/create-options.ts";
import { createStopped, runContainer } from "../../container/run.ts";
import type { SecretFile } from "../../container/secret-files.ts";
import { containerNameOf } from "../names.ts";
import type { Project } from "../project.ts";
import { containerOptions } from "../service/container-options.ts";
import { placedFiles } from "../service/file-mounts.ts";
import type { StepContext } from "./apply-context.ts";
import { runHooks } from "./hooks.ts";

export interface MadePart {
  readonly service: string;
  readonly number: number;
  readonly name: string;
  readonly inheritedVolumes?: CreateOptions["inheritedVolumes"];
  readonly start: boolean;
  /** Awaited before the start, when all else is done. */
  readonly turn?: (() => Promise<void>) | undefined;
}

/** Makes a container of a service, and starts it where that is wanted. */
export async function makeContainer(apply: StepContext, part: MadePart): Promise<void> {
  const { context, project, separator } = apply;
  using making = await apply.making.take();
  using preparing = await apply.preparing.take();
  context.signal.throwIfAborted();
  const owner = (service: string) =>
    containerNameOf(project, [service, project.services[service] ?? {}], { number: 1, separator });
  const imageId = apply.imageIds[part.service] ?? "";
  const asked = await withFiles(project, part.service, containerOptions(project, { ...part, owner, imageId }));
  const provided = Object.keys(project.services[part.service]?.depends_on ?? {}).map((name) =>
    apply.provided.get(name),
  );
  const options = { ...asked, env: Object.assign({}, ...provided, asked.env) as typeof asked.env };
  if (!part.start) {
    await createStopped(context, options);
    return;
  }
  const turn = async () => {
    making[Symbol.dispose]();
    await part.turn?.();
  };
  const onPrepared = () => preparing[Symbol.dispose]();
  const { record } = await runContainer(context, options, { detach: true, turn, onPrepared });
  await runHooks(apply, { service: part.service, when: "post_start", id: record.id });
}

/** With the configs and secrets that are made for it, which are read now. */
export async function withFiles(project: Project, service: string, options: CreateOptions): Promise<CreateOptions> {
  const made = placedFiles(project, service).flatMap((file) => (file.kind === "made" ? [file] : []));
  if (made.length === 0) return options;
  const secretFiles = await Promise.all(
    made.map(async ({ from, target, uid, gid, mode }): Promise<SecretFile> => {
      return { target, uid, gid, mode, text: "file" in from ? await readFile(from.file) : from.text };
    }),
  );
  return { ...options, secretFiles };
}
