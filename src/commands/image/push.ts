import type { PushedImage } from "../../image/push/push.ts";
import { defineCommand } from "../define-command.ts";
import { eachResult } from "../each-name.ts";

const noIpfs = "images go to registries only, not to IPFS";
const noNotation = "notation's signatures are not known here: sign with --sign=cosign, or with notation afterwards";
const noSoci = "no indexes for soci-snapshotter are made: its own soci create does it";

export const pushCommand = defineCommand({
  name: "push",
  summary: "Push images to their registry",
  args: { images: "some" },
  interspersed: true,
  flags: {
    "all-platforms": { type: "bool", summary: "Push every platform, and fail where one is not here" },
    "all-tags": { type: "bool", short: "a", summary: "Push all tags of the repository that are here" },
    "allow-nondistributable-artifacts": { type: "bool", summary: "Push layers too that only their owner gives out" },
    "cosign-key": { type: "string", value: "file", summary: "Private key of --sign=cosign" },
    "disable-content-trust": {
      type: "bool",
      default: true,
      summary: "Accepted for Docker's sake: images are not signed",
    },
    estargz: {
      type: "bool",
      summary: "Push layers of which a snapshotter fetches what is read; the image here stays as it is",
    },
    platform: {
      type: "list",
      summary: "Push only that platform, such as linux/arm64; without it, those that are here",
    },
    quiet: { type: "bool", short: "q", summary: "Show no progress, and print the names only" },
    sign: {
      type: "string",
      default: "none",
      choices: ["none", "cosign", "notation"],
      summary: "Sign what was pushed: cosign with --cosign-key; notation is not there",
    },
  },
  refused: {
    "ipfs-address": noIpfs,
    "ipfs-ensure-image": noIpfs,
    "notation-key-name": noNotation,
    "soci-min-layer-size": noSoci,
    "soci-span-size": noSoci,
  },
  examples: [
    "push localhost:5000/app:1.0",
    "push --sign=cosign --cosign-key cosign.key registry.example.com/app",
    "push --all-tags registry.example.com/app",
  ],
  async execute(context, { images, platform, allPlatforms, allTags, estargz, sign: tool, cosignKey, ...rest }) {
    const { pushImage } = await import("../../image/push/push.ts");
    const { askedSigning } = await import("../../image/sign/asked-key.ts");
    const asked = {
      platforms: platform,
      allPlatforms,
      allTags,
      estargz,
      nondistributable: rest.allowNondistributableArtifacts,
      // Read first: a key that cannot be used shall not be found out after the push.
      signWith: await askedSigning(context, { tool, cosignKey }),
    };
    return await eachResult(images, async (reference) => await pushImage(context, { ...asked, reference }));
  },
  output: {
    kind: "lines",
    lines: (results, { quiet }) => {
      const pushed = results.flat();
      if (quiet) return pushed.map(({ name }) => name);
      const repositories = [...new Set(pushed.map(fullRepository))];
      return repositories.flatMap((repository) => [
        `The push refers to repository [${repository}]`,
        ...pushed
          .filter((image) => fullRepository(image) === repository)
          .map(({ tag, digest, size }) => `${tag ?? digest}: digest: ${digest} size: ${size}`),
      ]);
    },
  },
});

/** As Docker prints it: `docker.io/library/nginx`. */
function fullRepository({ name }: Pick<PushedImage, "name">): string {
  return name.replace(/@.*$/, "").replace(/:[^/]*$/, "");
}
