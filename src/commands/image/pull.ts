import { defineCommand } from "../define-command.ts";
import { refusedVerificationFlags, verificationFlags } from "./verification.ts";

export const pullCommand = defineCommand({
  name: "pull",
  summary: "Pull an image from a registry",
  args: { image: "required" },
  interspersed: true,
  flags: {
    "all-platforms": { type: "bool", summary: "Pull every platform, with what is attached to the image" },
    "all-tags": { type: "bool", short: "a", summary: "Pull all tags of the repository" },
    "disable-content-trust": {
      type: "bool",
      default: true,
      summary: "Accepted for Docker's scripts: nothing is signed",
    },
    platform: { type: "list", summary: "Pull that platform, such as linux/arm64; may be given several times" },
    quiet: { type: "bool", short: "q", summary: "Show no progress, and print the name only" },
    "soci-index-digest": { type: "string", summary: "The SOCI index to mount the layers by, where several are there" },
    unpack: {
      type: "string",
      default: "auto",
      choices: ["auto", "true", "false"],
      summary: "Unpack the layers now; auto: where they can run here",
    },
    ...verificationFlags,
  },
  refused: {
    ...refusedVerificationFlags,
    "ipfs-address": "images come from registries only, not from IPFS",
  },
  examples: [
    "pull nginx",
    "pull -q --platform linux/arm64 debian:13",
    "pull --all-platforms --unpack=false alpine",
    "pull --verify=cosign --cosign-key cosign.pub registry.example.com/app",
  ],
  async execute(
    context,
    { image: reference, allTags, unpack, disableContentTrust, verify: tool, cosignKey, ...input },
  ) {
    const { pullCommanded } = await import("../../image/pull/commanded-pull.ts");
    const { askedVerification } = await import("../../image/sign/asked-key.ts");
    const choice = unpack === "auto" ? unpack : unpack === "true";
    const signedBy = await askedVerification(context.cwd, { tool, cosignKey });
    const asked = { ...input, reference, unpack: choice, signedBy };
    return await pullCommanded(context, asked, { allTags, disableContentTrust });
  },
  output: {
    kind: "lines",
    lines: ({ name, pulled }, { quiet }) => {
      if (quiet) return pulled.map((image) => image.name);
      return [
        ...pulled.flatMap(({ reference, digest, isNew }) => {
          const status = isNew ? "Downloaded newer image for" : "Image is up to date for";
          return [`Digest: ${digest}`, `Status: ${status} ${reference}`];
        }),
        name,
      ];
    },
  },
});
