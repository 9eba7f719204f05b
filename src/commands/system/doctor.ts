import type { Diagnosis } from "../../system/doctor.ts";
import { alignedRows } from "../aligned-rows.ts";
import { defineCommand } from "../define-command.ts";

export const doctorCommand = defineCommand({
  name: "doctor",
  summary: "Show what is missing on this host, and what crashes have left behind",
  args: {},
  interspersed: true,
  flags: {
    fix: { type: "bool", summary: "Remove what was left behind" },
    format: { type: "string", short: "f", summary: "json, or a Go template" },
  },
  examples: ["doctor", "doctor --fix", "doctor -f '{{range .Leftovers}}{{println .Kind .Name}}{{end}}'"],
  async execute(context, { fix }) {
    const { diagnose, isHealthy } = await import("../../system/doctor.ts");
    const diagnosis = await diagnose(context, { fix });
    return { ...diagnosis, isHealthy: isHealthy(diagnosis) };
  },
  output: {
    kind: "report",
    text: (diagnosis) =>
      [
        engineText(diagnosis) + snapshottersText(diagnosis) + supervisorsText(diagnosis),
        partsText(diagnosis),
        leftoversText(diagnosis) + keptText(diagnosis),
      ].join("\n"),
    object: ({ engine, snapshotters, failure, supervisors, parts, leftovers, kept, isHealthy }) => ({
      Healthy: isHealthy,
      Engine: { Engine: engine.engine, Address: engine.address, State: engine.state, Error: failure?.message ?? "" },
      Snapshotters: snapshotters.map(({ name, address = "", failure = "", isChosen }) => {
        return { Name: name, Address: address, Chosen: isChosen, Error: failure };
      }),
      Supervisors: supervisors.map(({ namespace, log, time, message }) => {
        return { Namespace: namespace, Log: log, Time: time, Error: message };
      }),
      Parts: parts.map(({ name, path, package: brings, purpose, required }) => {
        return { Name: name, Path: path ?? "", Package: brings, Purpose: purpose, Required: required };
      }),
      Leftovers: leftovers.map(({ kind, namespace = "", id, name, state, reason = "" }) => {
        return { Kind: kind, Namespace: namespace, ID: id, Name: name, State: state, Reason: reason };
      }),
      Kept: kept.map(({ id, name, task }) => ({ ID: id, Name: name, Task: task })),
    }),
    status: ({ isHealthy }) => (isHealthy ? 0 : 1),
  },
});

function engineText({ engine, failure }: Diagnosis): string {
  const line = `Engine: ${engine.engine}, ${engine.state}, at ${engine.address}\n`;
  return failure === undefined
    ? line
    : `${line}  ${failure.message}\n${failure.hint === undefined ? "" : `  ${failure.hint}\n`}`;
}

/** Those that work, and those that should: what containerd could have on another file system is no news. */
function snapshottersText({ snapshotters }: Diagnosis): string {
  const rows = snapshotters
    .filter(({ failure, address, isChosen }) => failure === undefined || address !== undefined || isChosen)
    .map(({ name, address, failure, isChosen }) => {
      return [name, isChosen ? "in use" : "", failure ?? (address === undefined ? "" : `answers at ${address}`)];
    });
  return rows.length === 0 ? "" : `Snapshotters:\n${alignedRows(rows, 2)}`;
}

function supervisorsText({ supervisors }: Diagnosis): string {
  return supervisors
    .map(({ namespace, log, time, message }) => `Supervisor (${namespace}), ${time}: ${message}\n  see ${log}\n`)
    .join("");
}

function partsText({ parts }: Diagnosis): string {
  const missing = parts.filter(({ path }) => path === undefined);
  if (missing.length === 0) return "Nothing is missing.\n";
  const rows = missing.map(({ name, purpose, required }) => [name, required ? purpose : `${purpose} (optional)`]);
  const packages = [...new Set(missing.map((part) => part.package))].join(" ");
  return `Missing:\n${alignedRows(rows, 2)}  apt-get install ${packages}\n`;
}

function keptText({ kept }: Diagnosis): string {
  if (kept.length === 0) return "";
  const rows = kept.map(({ id, name, task }) => [name, id.slice(0, 12), `of task ${task}`]);
  return `Kept for a look by --keep:\n${alignedRows(rows, 2)}nerdsh rm -fv ${kept.map(({ name }) => name).join(" ")} removes them.\n`;
}

function leftoversText({ leftovers, failure }: Diagnosis): string {
  if (failure !== undefined) return "What was left behind is not known: the engine does not answer.\n";
  if (leftovers.length === 0) return "Nothing was left behind.\n";
  const rows = leftovers.map(({ kind, namespace = "", id, name, state, reason = "" }) => {
    return [state === "found" ? "" : state, kind, namespace, id.slice(0, 12), name, reason];
  });
  const shown = rows.every(([state]) => state === "") ? rows.map((cells) => cells.slice(1)) : rows;
  const count = leftovers.length === 1 ? "1 thing" : `${leftovers.length} things`;
  const end = leftovers.some(({ state }) => state === "found") ? "nerdsh doctor --fix removes them.\n" : "";
  return `Left behind, ${count}:\n${alignedRows(shown, 2)}${end}`;
}
