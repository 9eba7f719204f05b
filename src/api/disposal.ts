import type { ContainerNames } from "./container-options.ts";

/** A container that somebody is done with. */
export interface Disposal extends ContainerNames {
  remove(): Promise<void>;
}

/** Who may want containers to outlive the code that made them: `--keep`. */
export interface ContainerKeeper {
  /** Told of each that is made or used. */
  made(container: ContainerNames): void;
  /** Takes over a container instead of its removal; false where it goes. */
  take(disposal: Disposal): boolean;
}

let keeper: ContainerKeeper | undefined;

/** For the rest of the process: names that a module exports cannot be handed a keeper. */
export function keepContainersBy(chosen: ContainerKeeper): void {
  keeper = chosen;
}

export function noteContainer({ id, name, image }: ContainerNames): void {
  keeper?.made({ id, name, image });
}

/** Removes a container that was only to live so long, unless it is kept. */
export async function dispose(disposal: Disposal): Promise<void> {
  if (keeper?.take(disposal)) return;
  await disposal.remove();
}
