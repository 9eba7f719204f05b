import type { Context } from "../context.ts";
import type { StoredContainer } from "../engine/containers.ts";
import { readHostFacts } from "../engine/host/host-facts.ts";
import type { ProcessSpec, RuntimeSpec } from "../engine/runtime-spec.ts";
import { isNerdError, withExitCode } from "../errors.ts";
import { rootMounts } from "./root-directory.ts";
import { readAccountFiles, resolveAccount } from "./spec/account.ts";
import { readEnvFiles } from "./spec/env-file.ts";
import { requestedEnv } from "./spec/spec.ts";
import { checkWorkdir, withCapabilities, withEnv } from "./spec/spec-options.ts";

/** What a caller may decide of a command in a container. */
export interface ExecProcessOptions {
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string | null>>;
  readonly envFile: readonly string[];
  /** All capabilities, and no confinement by AppArmor. */
  readonly privileged: boolean;
  readonly tty: boolean;
  readonly user: string | undefined;
  readonly workdir: string | undefined;
}

/** The container's first process, but for what the caller decides. */
export async function execProcessSpec(
  context: Pick<Context, "engine" | "environment" | "signal">,
  container: StoredContainer,
  options: ExecProcessOptions,
): Promise<ProcessSpec> {
  const spec = container.spec();
  const { env, envFile, privileged, tty, user, workdir, command } = options;
  spec.process.terminal = tty;
  if (tty) withEnv(["TERM=xterm"])(spec);
  const fromFiles = envFile.length > 0 ? await readEnvFiles(envFile) : {};
  withEnv(requestedEnv({ ...fromFiles, ...env }, context.environment))(spec);
  if (user !== undefined) {
    const mounts = await rootMounts(context, container);
    const { umask } = spec.process.user;
    const account = invocable(() => resolveAccount(user, readAccountFiles(mounts)));
    spec.process.user = { ...account, ...(umask !== undefined && { umask }) };
  }
  if (privileged) makePrivileged(spec);
  const cwd = workdir && invocable(() => checkWorkdir(workdir));
  return { ...spec.process, args: [...command], ...(cwd && { cwd }) };
}

/** As with Docker, what keeps a command from being run is 126, whatever it is but its absence. */
function invocable<Part>(part: () => Part): Part {
  try {
    return part();
  } catch (error) {
    throw isNerdError(error) ? withExitCode(error, 126) : error;
  }
}

/** The filter of system calls is the container's, and stays. */
function makePrivileged(spec: RuntimeSpec): void {
  withCapabilities({ add: ["ALL"], drop: [], available: readHostFacts().capabilities })(spec);
  delete spec.process.apparmorProfile;
}
