/** The words of a JSON list, `["a", "b"]`; undefined for what is none, which is a line for the shell, as in a Dockerfile. */
export function execForm(words: string): string[] | undefined {
  if (!words.startsWith("[")) return undefined;
  try {
    const list: unknown = JSON.parse(words);
    return Array.isArray(list) && list.every((word) => typeof word === "string") ? list : undefined;
  } catch {
    return undefined; // Not JSON.
  }
}
