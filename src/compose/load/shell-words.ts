/**
 * A command line's words, as docker compose splits them: quotes and backslashes count, variables and operators do not.
 * Undefined where a quote is not closed.
 */
export function splitShellWords(line: string): string[] | undefined {
  const words: string[] = [];
  let word = "";
  let isWord = false;
  let quote = "";
  for (let index = 0; index < line.length; index++) {
    const char = line.charAt(index);
    if (char === "\\" && quote !== "'") {
      index++;
      word += line.charAt(index);
      isWord = true;
    } else if (quote !== "") {
      if (char === quote) quote = "";
      else word += char;
    } else if (char === "'" || char === '"') {
      quote = char;
      isWord = true;
    } else if (/\s/.test(char)) {
      if (isWord) words.push(word);
      word = "";
      isWord = false;
    } else if (/[;&|<>]/.test(char)) {
      // As the parser of docker compose does: what comes after an operator belongs to no command line.
      break;
    } else {
      word += char;
      isWord = true;
    }
  }
  if (quote !== "") return undefined;
  if (isWord) words.push(word);
  return words;
}
