import { NerdError } from "../errors.ts";

/** For those whom no type checker tells that a command is a list: `exec("ls /")`. */
export function notWords(command: string): NerdError {
  const words = command.trim().split(/\s+/);
  return new NerdError("INVALID_VALUE", `a command is a list of words: ${command}`, {
    hint: `write ${JSON.stringify(words)}`,
  });
}
