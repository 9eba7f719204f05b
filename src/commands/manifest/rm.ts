import { defineCommand } from "../define-command.ts";
import { forEachName } from "../each-name.ts";

export const manifestRmCommand = defineCommand({
  name: "manifest rm",
  summary: "Remove local lists of manifests",
  args: { lists: "some" },
  interspersed: true,
  flags: {},
  examples: ["manifest rm example.com/app:1"],
  async execute({ settings }, { lists }) {
    const { ManifestLists, noSuchList } = await import("../../image/manifest-list/list-store.ts");
    const { normalName } = await import("../../image/reference.ts");
    const store = new ManifestLists(settings.dataRoot);
    await forEachName(lists, async (list) => {
      const name = normalName(list);
      if ((await store.entries(name)).length === 0) throw noSuchList(name);
      await store.remove(name);
    });
  },
  output: { kind: "none" },
});
