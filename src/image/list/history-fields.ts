import { decimalSize, roughDuration } from "../../units.ts";
import type { HistoryStep } from "../history.ts";
import { isTime, sizeDigits } from "./fields.ts";

/** Docker's tables show so many characters of a command. */
const commandWidth = 45;

/** A step in the fields of `docker history`, as texts. */
export function historyFields(
  { id, createdAt, createdBy, comment, sizeBytes }: HistoryStep,
  { human, noTrunc, nowMs }: { human: boolean; noTrunc: boolean; nowMs: number },
): Readonly<Record<string, unknown>> {
  const words = createdBy.replaceAll("\t", " ");
  // To the second, as Docker keeps it.
  const time = isTime(createdAt) ? `${new Date(Date.parse(createdAt)).toISOString().slice(0, 19)}Z` : "N/A";
  const since = isTime(createdAt) ? `${roughDuration(nowMs - Date.parse(createdAt))} ago` : "N/A";
  return {
    ID: id === undefined ? "<missing>" : noTrunc ? id : id.replace(/^\w+:/, "").slice(0, 12),
    CreatedSince: human ? since : time,
    CreatedAt: time,
    CreatedBy:
      noTrunc || [...words].length <= commandWidth ? words : `${[...words].slice(0, commandWidth - 1).join("")}…`,
    Size: human ? decimalSize(sizeBytes, sizeDigits) : String(sizeBytes),
    Comment: comment,
  };
}
