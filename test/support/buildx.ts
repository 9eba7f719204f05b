import type { Builder } from "./builder.ts";
import { programOutput } from "./program.ts";

/** Runs `docker buildx build` with these words, beside a configuration of its own; throws where it fails. */
export async function buildxBuild(
  builder: Pick<Builder, "socket">,
  configuration: string,
  words: readonly string[],
): Promise<string> {
  const env = {
    PATH: process.env["PATH"],
    HOME: configuration,
    DOCKER_CONFIG: configuration,
    DOCKER_HOST: `unix://${builder.socket}`,
    BUILDX_NO_DEFAULT_ATTESTATIONS: "1",
  };
  return await programOutput("docker", ["buildx", "build", "--progress=plain", ...words], {
    env,
    from: "docker-buildx",
  });
}
