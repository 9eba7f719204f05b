import { NerdError } from "../../errors.ts";
import { defineCommand } from "../define-command.ts";

export const importCommand = defineCommand({
  name: "import",
  summary: "Make an image of a root file system, which is a tar archive",
  args: { file: "required", image: "optional" },
  interspersed: true,
  flags: {
    change: {
      type: "list",
      short: "c",
      value: "instruction",
      summary: 'Set its config by an instruction of a Dockerfile: CMD ["serve"]',
    },
    message: { type: "string", short: "m", summary: "A comment for the image's history" },
    platform: { type: "string", summary: "Of which platform it is, such as linux/arm64" },
  },
  examples: [
    "import rootfs.tar.gz my-root:1",
    "import http://files.example/rootfs.tar.zst my-root:1",
    "export web | nerdsh import -c 'CMD [\"sh\"]' - web:flat",
  ],
  async execute(context, { file, image: name, change, message, platform }) {
    const { changedConfig } = await import("../../container/config-change.ts");
    const { importImage } = await import("../../image/archive/import.ts");
    const { importSource } = await import("../../image/archive/import-source.ts");
    const config = changedConfig({}, change);
    const { stdio, environment } = context;
    if (file === "-" && (stdio === undefined || stdio.terminal)) {
      throw new NerdError("MISSING_ARGUMENT", "stdin is empty", {
        hint: "send an archive, or name its file: nerdsh import FILE",
        exitCode: 1,
      });
    }
    const source = file === "-" ? stdio!.stdin : importSource(context, file); // Else it was refused above.
    const created = creation(environment["SOURCE_DATE_EPOCH"]);
    const comment = message ?? `Imported from ${file}`;
    return await importImage(context, source, { name, config, message: comment, platform, created });
  },
  output: { kind: "lines", lines: ({ configDigest }) => [configDigest] },
});

/** Seconds since 1970 (reproducible-builds.org, "SOURCE_DATE_EPOCH"): without it, an image says no date, and is the same whenever it is made. */
function creation(seconds: string | undefined): string | undefined {
  return seconds !== undefined && /^\d{1,11}$/.test(seconds)
    ? new Date(Number(seconds) * 1000).toISOString()
    : undefined;
}
