import { NerdError } from "../../errors.ts";
import { type BuilderAddress, formatBuilderAddress } from "../address.ts";

/** BUILDER_UNAVAILABLE or BUILDER_DENIED for what a socket says while it connects; undefined for any other error. */
export function unreachable(address: BuilderAddress, error: unknown): NerdError | undefined {
  const place = formatBuilderAddress(address);
  const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
  if (code === "EACCES" || code === "EPERM") {
    const hint = "run nerdsh as root, or as a user of the socket's group";
    return new NerdError("BUILDER_UNAVAILABLE", `not allowed to use BuildKit's socket: ${place}`, {
      hint,
      cause: error,
    });
  }
  if (code === undefined || code.startsWith("ERR_INVALID")) return undefined;
  const reason = reasons[code] ?? (error as Error).message;
  return new NerdError("BUILDER_UNAVAILABLE", `BuildKit does not answer: ${reason}: ${place}`, {
    hint: hints[address.kind],
    cause: error,
  });
}

/** Debian has no package of buildkitd; dockerd's is the same BuildKit. */
const hints = {
  buildkitd: "start buildkitd, or leave --buildkit-host out to use another BuildKit",
  dockerd: "start dockerd (Debian: apt install docker.io), or leave --buildkit-host out",
  tcp: "see whether buildkitd listens there, and the certificates that it wants",
};

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no socket",
  ENOTDIR: "no socket",
  ECONNREFUSED: "nobody listens",
  ENOTSOCK: "not a socket",
};
