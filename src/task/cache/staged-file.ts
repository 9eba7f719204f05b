import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { diskFull } from "../../store/atomic-file.ts";
import { processIdentity } from "../../store/process-identity.ts";

let count = 0;

/** A file that is there in full under another name; `place` shows it to everybody at once. */
export interface StagedFile {
  readonly temporary: string;
  place(): void;
  drop(): void;
}

/** Files under way, which nobody's globs mean. */
export function isStaged(name: string): boolean {
  return name.startsWith(".") && /\.task\d+\.tmp$/.test(name);
}

/** Lets `make` write the file beside the place where it will be. */
export function stageFile(to: string, make: (temporary: string) => void): StagedFile {
  const directory = dirname(to);
  mkdirSync(directory, { recursive: true });
  const temporary = join(directory, `.${processIdentity()}.task${count++}.tmp`);
  const drop = () => rmSync(temporary, { force: true });
  try {
    make(temporary);
  } catch (error) {
    drop();
    throw diskFull(error, to);
  }
  const place = () => {
    try {
      renameSync(temporary, to);
    } catch (error) {
      drop();
      throw diskFull(error, to);
    }
  };
  return { temporary, place, drop };
}
