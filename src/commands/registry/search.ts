import { NerdError } from "../../errors.ts";
import type { FoundImage } from "../../registry/search.ts";
import { defineCommand } from "../define-command.ts";

const [defaultLimit, greatestLimit] = [25, 100];
const descriptionLength = 45;

export const searchCommand = defineCommand({
  name: "search",
  summary: "Search Docker Hub, or another registry that can be searched",
  args: { term: "required" },
  interspersed: true,
  flags: {
    filter: { type: "filters", short: "f", summary: "Only those that match: is-official=true, stars=N" },
    format: { type: "string", summary: "json, table, or a Go template" },
    limit: { type: "number", default: 0, summary: "At most that many, up to 100; 0: the first 25" },
    "no-trunc": { type: "bool", summary: "Show descriptions in full" },
  },
  examples: [
    "search nginx",
    "search --filter is-official=true --limit 5 postgres",
    "search registry.example.com/nginx",
  ],
  async execute(context, { term, filter, limit }) {
    const matches = filter.map(filterOf);
    if (!Number.isInteger(limit) || limit < 0 || limit > greatestLimit)
      throw new NerdError("INVALID_VALUE", `not a limit from 1 to ${greatestLimit}: ${limit}`);
    const { searchImages } = await import("../../registry/search.ts");
    const found = await searchImages(context, term, limit || defaultLimit);
    return found.slice(0, limit || defaultLimit).filter((image) => matches.every((isMet) => isMet(image)));
  },
  output: {
    kind: "table",
    headings: {
      Name: "NAME",
      Description: "DESCRIPTION",
      StarCount: "STARS",
      IsOfficial: "OFFICIAL",
      IsAutomated: "AUTOMATED",
    },
    columns: () => ["Name", "Description", "StarCount", "IsOfficial"],
    wide: () => ["Name", "Description", "StarCount", "IsOfficial", "IsAutomated"],
    rows: (found, { noTrunc }) =>
      found.map(({ name, description, stars, isOfficial, isAutomated }) => ({
        Name: name,
        Description: noTrunc ? description : shortened(description),
        StarCount: String(stars),
        IsOfficial: isOfficial ? "[OK]" : "",
        IsAutomated: isAutomated ? "[OK]" : "",
      })),
  },
});

function filterOf(text: string): (image: FoundImage) => boolean {
  const [, key = text, value = ""] = /^([^=]*)=(.*)$/.exec(text) ?? [];
  const isBoolean = ["true", "1", "false", "0"].includes(value);
  const wanted = value === "true" || value === "1";
  if (key === "is-official" && isBoolean) return ({ isOfficial }) => isOfficial === wanted;
  if (key === "is-automated" && isBoolean) return ({ isAutomated }) => isAutomated === wanted;
  if (key === "stars" && /^\d+$/.test(value)) return ({ stars }) => stars >= Number(value);
  throw new NerdError("INVALID_VALUE", `not a filter of search: ${text}`, {
    hint: "write is-official=true, is-automated=true or stars=10",
  });
}

function shortened(text: string): string {
  const characters = [...text];
  return characters.length <= descriptionLength ? text : `${characters.slice(0, descriptionLength - 1).join("")}…`;
}
