/** As `pathToFileURL` gives it, of an absolute path, where `node:url` would cost a start more than all else. */
export function fileUrl(path: string): string {
  const hex = (sign: string) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
  return `file://${encodeURI(path).replace(/[?#~]/g, hex)}`;
}
