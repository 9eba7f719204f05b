import type { Context } from "../../context.ts";
import type { FlagTable } from "../define-command.ts";

/** What `image encrypt` and `image decrypt` share. */
export const encryptionFlags = {
  "all-platforms": { type: "bool", summary: "Of every platform" },
  key: {
    type: "list",
    value: "file",
    summary: "Private key that opens the layers: FILE, FILE:pass=PASSWORD, FILE:file=FILE or FILE:fd=N",
  },
  platform: { type: "list", summary: "Of these platforms, such as linux/arm64; the host's where absent" },
} as const satisfies FlagTable;

const gpg = "keys are those of JWE, in PEM files: for GPG's use skopeo copy --encryption-key pgp:";

/** ocicrypt's other kinds of keys, and why they are not taken. */
export const refusedEncryptionFlags = {
  "dec-recipient": "only PKCS#7 needs the recipient's certificate, and keys are those of JWE: --key is enough",
  "gpg-homedir": gpg,
  "gpg-version": gpg,
} as const;

interface AskedEncryption {
  readonly source: string;
  readonly target: string;
  readonly allPlatforms: boolean;
  readonly platform: readonly string[];
  readonly key: readonly string[];
}

/** The words of either command, with its keys read. */
export async function readEncryption({ cwd }: Context, asked: AskedEncryption) {
  const { readDecryptionKey } = await import("../../image/encrypt/decryption-key.ts");
  const { wantedPlatforms } = await import("../../image/pull/pull.ts");
  const { source, target } = asked;
  const keys = await Promise.all(asked.key.map(async (text) => await readDecryptionKey(cwd, text)));
  return { source, target, platforms: wantedPlatforms(asked), keys };
}
