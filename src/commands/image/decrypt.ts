import { defineCommand } from "../define-command.ts";
import { encryptionFlags, readEncryption, refusedEncryptionFlags } from "./encryption.ts";

export const imageDecryptCommand = defineCommand({
  name: "image decrypt",
  summary: "Make an image whose layers everybody can read of an encrypted one",
  args: { source: "required", target: "required" },
  interspersed: true,
  flags: encryptionFlags,
  refused: refusedEncryptionFlags,
  examples: [
    "image decrypt --key mine.pem app:encrypted app:plain",
    "image decrypt --key mine.pem:file=secret app:a app:b",
  ],
  async execute(context, asked) {
    const { decryptImage } = await import("../../image/encrypt/encrypt.ts");
    return await decryptImage(context, await readEncryption(context, asked));
  },
  output: { kind: "lines", lines: ({ digest }) => [digest] },
});
