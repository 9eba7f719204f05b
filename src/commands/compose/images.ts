import { defineCommand } from "../define-command.ts";
import { composeFlags, composeRefused } from "./group-flags.ts";
import { knownProject } from "./known-project.ts";

export const composeImagesCommand = defineCommand({
  name: "compose images",
  summary: "List the images that the containers of a project were made from",
  args: { service: "rest" },
  interspersed: true,
  flags: {
    ...composeFlags,
    format: { type: "string", default: "table", summary: "table, json, or a Go template" },
    quiet: { type: "bool", short: "q", summary: "Only ids" },
  },
  refused: composeRefused,
  examples: ["compose images", "compose images --format json web"],
  async execute(context, options) {
    const { usedImages } = await import("../../compose/known/used-images.ts");
    return await usedImages(context, await knownProject(context, options), options.service);
  },
  output: {
    kind: "table",
    headings: {
      ContainerName: "CONTAINER",
      Repository: "REPOSITORY",
      Tag: "TAG",
      ShortID: "IMAGE ID",
      SizeText: "SIZE",
    },
    columns: () => ["ContainerName", "Repository", "Tag", "ShortID", "SizeText"],
    quiet: "BareID",
    jsonArray: true,
    rows(images, { quiet }) {
      const shown = quiet ? [...new Map(images.map((image) => [image.ID, image])).values()] : images;
      return shown.map(({ sizeText, ...image }) => {
        const bare = image.ID.replace(/^.*:/, "");
        // What only the table shows is no part of its JSON.
        const texts = { ShortID: { value: bare.slice(0, 12) }, BareID: { value: bare }, SizeText: { value: sizeText } };
        return Object.defineProperties({ ...image }, texts);
      });
    },
  },
});
