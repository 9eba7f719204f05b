import type { Context } from "../context.ts";
import type { ContainerRecord, StoredContainer } from "../engine/containers.ts";
import { NerdError } from "../errors.ts";
import { labelKeys } from "./record/labels.ts";
import { isAlive } from "./record/status.ts";
import { isAutoRemoved } from "./streams/keeper.ts";
import { requestSupervisor } from "./supervision.ts";
import { ifPresent } from "./wait.ts";

type Labels = ContainerRecord["labels"];

/** The flags about what follows an exit, read. */
export interface RestartOptions {
  readonly restart: string;
  readonly rm: boolean;
}

const names = ["no", "always", "unless-stopped", "on-failure"] as const;

export interface RestartPolicy {
  readonly name: (typeof names)[number];
  /** Of `on-failure`; 0 is no limit. */
  readonly maxRetries: number;
}

/** Reads `--restart`: `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`. */
export function parseRestartPolicy(text: string): RestartPolicy {
  const [name = "", count, ...more] = text.split(":");
  const known = names.find((each) => each === (name === "" ? "no" : name));
  if (known === undefined || more.length > 0 || (name === "" && count !== undefined)) throw invalid(text);
  if (count === undefined) return { name: known, maxRetries: 0 };
  if (!/^-?\d+$/.test(count)) throw refused(`maximum retry count must be an integer: ${text}`);
  if (known !== "on-failure") throw refused(`maximum retry count can only be used with 'on-failure': ${text}`);
  if (Number(count) < 0) throw refused(`maximum retry count cannot be negative: ${text}`);
  return { name: known, maxRetries: Number(count) };
}

/** The policy of a record, whoever wrote it; what nobody understands restarts nothing. */
export function restartPolicyOf(labels: Labels): RestartPolicy {
  const [name, count = "0"] = (labels[labelKeys.restartPolicy] ?? "no").split(":");
  return { name: names.find((each) => each === name) ?? "no", maxRetries: Number(count) };
}

export function hasRestartPolicy({ labels }: { readonly labels: Labels }): boolean {
  return restartPolicyOf(labels).name !== "no";
}

/** Whether it stays as it is although its policy would bring it back: it was stopped by hand, or with the engine. */
export function isHeld(labels: Labels): boolean {
  return isStoppedByHand(labels) || labels[labelKeys.restartStatus] === "stopped";
}

export function isStoppedByHand(labels: Labels): boolean {
  return labels[labelKeys.explicitlyStopped] === "true";
}

/**
 * The labels of a container that is being made. containerd's monitor acts on `status=running` only: it must not start a container that is
 * about to be started. Throws INVALID_VALUE.
 */
export function policyLabels({ restart, rm }: RestartOptions, logUri: string): Record<string, string> {
  const { name, maxRetries } = parseRestartPolicy(restart);
  if (name !== "no" && rm) {
    throw new NerdError("INVALID_VALUE", "conflicting options: cannot specify both --restart and --rm");
  }
  if (name === "no") return {};
  return {
    [labelKeys.restartPolicy]: maxRetries === 0 ? name : `${name}:${maxRetries}`,
    [labelKeys.restartStatus]: "created",
    [labelKeys.restartLogUri]: logUri,
    [labelKeys.explicitlyStopped]: "false",
  };
}

/** Started by hand, it begins to count anew. */
export const startedLabels = {
  [labelKeys.restartStatus]: "running",
  [labelKeys.explicitlyStopped]: "false",
  [labelKeys.restartCount]: "",
  [labelKeys.restartDelay]: "",
} as const;

/** Without a status, containerd's monitor leaves it alone, whatever the policy is. */
export const stoppedLabels = {
  [labelKeys.restartStatus]: "",
  [labelKeys.explicitlyStopped]: "true",
} as const;

/** Changes the policy of a container, also while it runs. Throws INVALID_VALUE for what is none, or where the container goes with its exit. */
export async function setRestartPolicy(
  { engine, settings, signal }: Pick<Context, "engine" | "settings" | "signal">,
  container: StoredContainer,
  text: string,
): Promise<void> {
  const { id, labels } = container;
  const { name } = parseRestartPolicy(text);
  if (name !== "no" && isAutoRemoved(container)) {
    throw new NerdError("INVALID_VALUE", "restart policy cannot be updated because --rm removes the container", {
      exitCode: 1,
    });
  }
  const task = await ifPresent(engine.tasks.get({ id }, { signal }));
  const status = isAlive(task) && !isStoppedByHand(labels) ? "running" : (labels[labelKeys.restartStatus] ?? "");
  await engine.containers.update(id, {
    labels:
      name === "no"
        ? { [labelKeys.restartPolicy]: "", [labelKeys.restartStatus]: "", [labelKeys.restartDelay]: "" }
        : {
            ...policyLabels({ restart: text, rm: false }, labels[labelKeys.logUri] ?? ""),
            [labelKeys.restartStatus]: status,
            [labelKeys.explicitlyStopped]: labels[labelKeys.explicitlyStopped] ?? "false",
          },
  });
  if (name !== "no" && isAlive(task)) await requestSupervisor({ ...settings, namespace: engine.namespace });
}

function invalid(text: string): NerdError {
  const list = `'no', 'always', 'on-failure', or 'unless-stopped'`;
  return refused(`unknown policy '${text}'; use one of ${list}`);
}

function refused(why: string): NerdError {
  return new NerdError("INVALID_VALUE", `invalid restart policy: ${why}`, {
    hint: "write no, always, unless-stopped, on-failure or on-failure:3",
  });
}
