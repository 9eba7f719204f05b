import type { WatchRule } from "./watch-rule.ts";
import type { TreeChanges } from "./watched-tree.ts";

export interface RuleChanges extends TreeChanges {
  readonly rule: WatchRule;
}

/** What is to be done with a service because of changes. */
export interface ServiceReaction {
  readonly service: string;
  /** The image and its containers are made anew, which makes all else needless. */
  readonly isRebuilt: boolean;
  readonly isRestarted: boolean;
  /** Those whose files go into the containers. */
  readonly synced: readonly RuleChanges[];
  /** Whose commands run afterwards. */
  readonly executed: readonly WatchRule[];
}

/** One reaction a service, whatever the number of its rules that something has changed for. */
export function reactions(changes: readonly RuleChanges[]): ServiceReaction[] {
  const real = changes.filter(({ changed, removed }) => changed.length + removed.length > 0);
  const services = [...new Set(real.map(({ rule }) => rule.service))];
  return services.map((service) => {
    const own = real.filter(({ rule }) => rule.service === service);
    const has = (...actions: readonly string[]) =>
      own.filter(({ rule }) => actions.includes(rule.trigger.action ?? ""));
    const isRebuilt = has("rebuild").length > 0;
    if (isRebuilt) return { service, isRebuilt, isRestarted: false, synced: [], executed: [] };
    return {
      service,
      isRebuilt,
      isRestarted: has("restart", "sync+restart").length > 0,
      synced: has("sync", "sync+restart", "sync+exec"),
      executed: has("sync+exec").map(({ rule }) => rule),
    };
  });
}
