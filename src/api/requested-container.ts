import { runCommand } from "../commands/container/run.ts";
import { readInput } from "../commands/read-options.ts";
import { revealedEnv } from "../secrets/secret.ts";
import type { OperationSettings } from "./lifecycle.ts";
import { networkTexts } from "./network.ts";
import { withServices } from "./reached-services.ts";
import type { RunFlags } from "./run.ts";
import { requestedSecretFiles } from "./secret-files.ts";
import { volumeTexts } from "./volume-texts.ts";

export type ContainerFlags = Omit<RunFlags, "signal" | "ready" | "readyTimeout">;

/** A container as a recipe asks for it, in the words of the command: handles by their names, and secrets by their texts. */
export async function requestedContainer(
  [image = "", ...command]: readonly string[],
  { network, volume, env = {}, secrets = {}, services, ...flags }: ContainerFlags,
  chained: Pick<OperationSettings, "env">,
) {
  const secretFiles = await requestedSecretFiles(secrets);
  const asked = { network: network === undefined ? [] : networkTexts(network), addHost: [flags.addHost ?? []].flat() };
  const joined = services === undefined ? asked : await withServices(asked, services);
  const read = readInput(runCommand, [image, ...command], {
    ...flags,
    env: await revealedEnv(env),
    ...joined,
    ...(volume !== undefined && { volume: volumeTexts(volume) }),
  });
  return { ...read, env: { ...read.env, ...chained.env }, secretFiles };
}
