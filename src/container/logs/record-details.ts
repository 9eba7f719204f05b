/** A record's `attrs` as Docker's `logs --details` shows them: `key=value,…` in the order of keys, escaped as in a URL. */
export function detailsText(attributes: Readonly<Record<string, unknown>> = {}): string {
  const pairs = Object.entries(attributes).map(([key, value]) => `${queryEscape(key)}=${queryEscape(String(value))}`);
  return pairs.sort().join(",");
}

/** Go's url.QueryEscape. */
function queryEscape(text: string): string {
  const escaped = encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return escaped.replace(/%20/g, "+").replace(/%[0-9a-f]{2}/g, (code) => code.toUpperCase());
}
