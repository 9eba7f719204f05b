import type { FlagTable } from "../define-command.ts";

/** How an image's signature is asked for, by `pull`, `run` and `create`. */
export const verificationFlags = {
  "cosign-key": { type: "string", value: "file", summary: "Public key of --verify=cosign" },
  verify: {
    type: "string",
    default: "none",
    choices: ["none", "cosign", "notation"],
    summary: "Take the image only where it is signed: cosign with --cosign-key; notation is not there",
  },
} as const satisfies FlagTable;

const keyless = "who a certificate is of, only Sigstore's services on the internet vouch for: verify with --cosign-key";

/** Verifying without a key, and why it is not done. */
export const refusedVerificationFlags = {
  "cosign-certificate-identity": keyless,
  "cosign-certificate-identity-regexp": keyless,
  "cosign-certificate-oidc-issuer": keyless,
  "cosign-certificate-oidc-issuer-regexp": keyless,
} as const;
