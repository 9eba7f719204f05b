import { runCommand } from "../commands/container/run.ts";
import { readInput } from "../commands/read-options.ts";
import { revealedEnv } from "../secrets/secret.ts";
import { networkTexts } from "./network.ts";
import type { OperationSettings } from "./operation.ts";
import type { RunFlags } from "./run.ts";
import { requestedSecretFiles } from "./secret-files.ts";
import { volumeTexts } from "./volume-texts.ts";

export type ContainerFlags = Omit<RunFlags, "signal" | "readyTimeout">;

/** A container as a recipe asks for it, in the words of the command: handles by their names, and secrets by their texts. */
export async function requestedContainer(
  [image = "", ...command]: readonly string[],
  { network, volume, env = {}, secrets = {}, ...flags }: ContainerFlags,
  chained: Pick<OperationSettings, "env">,
) {
  const secretFiles = await requestedSecretFiles(secrets);
  const read = readInput(runCommand, [image, ...command], {
    ...flags,
    env: await revealedEnv(env),
    ...(network !== undefined && { network: networkTexts(network) }),
    ...(volume !== undefined && { volume: volumeTexts(volume) }),
  });
  return { ...read, env: { ...read.env, ...chained.env }, secretFiles };
}
