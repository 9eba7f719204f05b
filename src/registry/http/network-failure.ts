import { NerdError } from "../../errors.ts";
import { PassingFailure } from "./retry.ts";

/** Failures that a moment later may be gone: by errno, as Node, Bun and Deno name them. */
const passing = new Set([
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "ENETDOWN",
  "ENETRESET",
  "ERR_STREAM_PREMATURE_CLOSE",
  "UND_ERR_SOCKET",
  "ConnectionClosed",
  "STALLED",
]);

/** Half a minute of silence is not tried six times. */
const stallCost = 3;

const hints: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there: is the registry running, and is the port right?",
  ConnectionRefused: "nothing listens there: is the registry running, and is the port right?",
  ENOTFOUND: "the host has no address: check the spelling, and the DNS",
  EAI_AGAIN: "the DNS does not answer: is the network up?",
  EPROTO: "the server does not speak TLS: try --insecure-registry, or http:// in hosts.toml",
  ERR_SSL_WRONG_VERSION_NUMBER: "the server does not speak TLS: try --insecure-registry, or http:// in hosts.toml",
  ERR_SSL_PACKET_LENGTH_TOO_LONG: "the server does not speak TLS: try --insecure-registry, or http:// in hosts.toml",
  CERT_HAS_EXPIRED: "the server's certificate has expired",
  STALLED: "the connection is up but silent: try again, or another network",
};
const certificateHint = "add the authority's certificate as ca in hosts.toml, or use --insecure-registry";
/** OpenSSL's names of the alerts (RFC 8446, "Alert Protocol"). */
const refusedCertificate = /^ERR_SSL_.*ALERT_.*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR|HANDSHAKE_FAILURE)/;
const clientHint =
  "the server wants another client certificate: see client in hosts.toml, or *.cert and *.key beside it";
const certificateCodes = /^(DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|CERT_|HOSTNAME_MISMATCH)/;

/** No answer from the host of `url`: as a PassingFailure where another try may help, else as REGISTRY_UNREACHABLE. */
export function networkFailure(cause: unknown, url: string): unknown {
  if (cause instanceof NerdError || cause instanceof PassingFailure) return cause;
  const code = codeOf(cause);
  const { host } = new URL(url);
  const hint = hints[code] ?? certificateHintFor(code);
  const error = new NerdError("REGISTRY_UNREACHABLE", `no answer from the registry ${host}: ${reasonOf(cause, code)}`, {
    cause,
    ...(hint && { hint }),
  });
  // An error without a code is a stream's that was cut: every runtime words it differently.
  if (!passing.has(code) && code !== "") return error;
  return new PassingFailure(error, { cost: code === "STALLED" ? stallCost : 1 });
}

/** Refusals come at once and cost nothing; while a transfer runs, they may be a registry that restarts. */
export function isRefusal(error: unknown): boolean {
  return error instanceof NerdError && ["ECONNREFUSED", "ConnectionRefused"].includes(codeOf(error.cause));
}

/** A server that does not take the client's certificate, or wants one; after the handshake of TLS 1.3 it may simply hang up. */
export function isCertificateRefusal(error: unknown): boolean {
  const cause = error instanceof PassingFailure ? error.error.cause : error instanceof NerdError ? error.cause : error;
  const code = codeOf(cause);
  return refusedCertificate.test(code) || ["ECONNRESET", "EPIPE"].includes(code);
}

/** The server keeps the connection, but not its word. */
export function stalled(url: string, what: string, ms: number): Error {
  return Object.assign(new Error(`${what} from ${new URL(url).host} in ${ms / 1_000} s`), { code: "STALLED" });
}

function certificateHintFor(code: string): string | undefined {
  if (refusedCertificate.test(code)) return clientHint;
  return certificateCodes.test(code) ? certificateHint : undefined;
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // Node tries every address of a name, and collects the failures.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return codeOf(error.cause);
}

function reasonOf(error: unknown, code: string): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === "" ? code : message;
}
