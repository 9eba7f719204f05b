import type { KeyObject } from "node:crypto";
import { NerdError } from "../../errors.ts";
import { readPublicKey } from "../encrypt/recipient.ts";
import { readSigningKey } from "./signing-key.ts";

/** `--verify` or `--sign`, and `--cosign-key`. */
export interface AskedKey {
  readonly tool: string | undefined;
  readonly cosignKey: string | undefined;
}

/** The key that an image has to be signed by; undefined where nobody asks. Throws INVALID_VALUE and UNSUPPORTED. */
export async function askedVerification(cwd: string, asked: AskedKey): Promise<KeyObject | undefined> {
  const file = keyFile("--verify", asked);
  return file === undefined ? undefined : await readPublicKey(cwd, file);
}

/** The key that a pushed image is signed with. */
export async function askedSigning(
  { cwd, environment }: { readonly cwd: string; readonly environment: Readonly<Record<string, string | undefined>> },
  asked: AskedKey,
): Promise<KeyObject | undefined> {
  const file = keyFile("--sign", asked);
  return file === undefined ? undefined : await readSigningKey(cwd, file, environment["COSIGN_PASSWORD"] ?? "");
}

function keyFile(flag: string, { tool = "none", cosignKey }: AskedKey): string | undefined {
  if (tool === "notation") {
    throw new NerdError("UNSUPPORTED", `${flag}=notation: its signatures are not known here`, {
      hint: `take ${flag}=cosign, or notation itself`,
    });
  }
  if (tool === "none") {
    if (cosignKey === undefined) return undefined;
    throw new NerdError("INVALID_VALUE", `--cosign-key without ${flag}=cosign`, { hint: `add ${flag}=cosign` });
  }
  if (cosignKey) return cosignKey;
  throw new NerdError("MISSING_ARGUMENT", `${flag}=cosign without a key: --cosign-key is missing`, {
    hint: "what Sigstore signs without a key needs its services on the internet",
  });
}
