import { defineCommand } from "../define-command.ts";

export const manifestPushCommand = defineCommand({
  name: "manifest push",
  summary: "Push a local list, with the manifests in it",
  args: { list: "required" },
  interspersed: true,
  flags: {
    insecure: { type: "bool", summary: "Take certificates unchecked, and plain HTTP" },
    purge: { type: "bool", short: "p", summary: "Remove the local list once it is pushed" },
  },
  examples: ["manifest push --purge example.com/app:1"],
  async execute(context, options) {
    const { pushManifestList } = await import("../../image/manifest-list/push.ts");
    return await pushManifestList(context, options);
  },
  output: {
    kind: "lines",
    lines: ({ refs, digest }) => [...refs.map((ref) => `Pushed ref ${ref.name} with digest: ${ref.digest}`), digest],
  },
});
