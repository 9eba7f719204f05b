import { askDeputy } from "./deputy/ask.ts";

let isKnown: Promise<boolean> | undefined;

/** Whether this kernel runs x32 programs, which few are built to; nobody but a deputy can try. */
export function mayHaveX32(): Promise<boolean> {
  isKnown ??= askDeputy({ operation: "tryX32", texts: [""] }).then(
    (answer) => answer === undefined || answer.result === 0,
  );
  return isKnown;
}
