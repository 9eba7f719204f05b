import { defineCommand } from "../define-command.ts";

const noVerifying = "signatures are not looked at by pull: verify with cosign or notation, and pull by digest";

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
  },
  refused: {
    "cosign-certificate-identity": noVerifying,
    "cosign-certificate-identity-regexp": noVerifying,
    "cosign-certificate-oidc-issuer": noVerifying,
    "cosign-certificate-oidc-issuer-regexp": noVerifying,
    "cosign-key": noVerifying,
    "ipfs-address": "images come from registries only, not from IPFS",
    verify: noVerifying,
  },
  examples: ["pull nginx", "pull -q --platform linux/arm64 debian:13", "pull --all-platforms --unpack=false alpine"],
  async execute(context, { image: reference, allTags, unpack, disableContentTrust, ...input }) {
    const { pullCommanded } = await import("../../image/pull/commanded-pull.ts");
    const choice = unpack === "auto" ? unpack : unpack === "true";
    return await pullCommanded(context, { ...input, reference, unpack: choice }, { allTags, disableContentTrust });
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
