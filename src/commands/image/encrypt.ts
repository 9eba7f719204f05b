import { defineCommand } from "../define-command.ts";
import { encryptionFlags, readEncryption, refusedEncryptionFlags } from "./encryption.ts";

export const imageEncryptCommand = defineCommand({
  name: "image encrypt",
  summary: "Make an image whose layers only the owners of some keys can read",
  args: { source: "required", target: "required" },
  interspersed: true,
  flags: {
    ...encryptionFlags,
    recipient: { type: "list", summary: "Whom it is for, jwe:PUBLIC-KEY.pem; may be given several times" },
  },
  refused: refusedEncryptionFlags,
  examples: [
    "image encrypt --recipient=jwe:team.pem app registry.example.com/app:encrypted",
    "image encrypt --key mine.pem --recipient=jwe:theirs.pem app:encrypted app:shared",
  ],
  async execute(context, { recipient, ...asked }) {
    const { encryptImage } = await import("../../image/encrypt/encrypt.ts");
    const { readRecipient } = await import("../../image/encrypt/recipient.ts");
    const recipients = await Promise.all(recipient.map(async (text) => await readRecipient(context.cwd, text)));
    return await encryptImage(context, { ...(await readEncryption(context, asked)), recipients });
  },
  output: { kind: "lines", lines: ({ digest }) => [digest] },
});
