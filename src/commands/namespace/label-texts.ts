/** containerd keeps no label without a value: a bare key, like an empty value, takes it away. */
export function labelTexts(labels: Readonly<Record<string, string | null>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, value ?? ""]));
}
