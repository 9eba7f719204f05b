/** `vendor.com/class=name` (Container Device Interface, "Kind" and device names). */
const pattern = /^([A-Za-z][\w.-]*\/[A-Za-z][\w-]*)=([A-Za-z0-9][\w.:-]*)$/;

export function isCdiName(text: string): boolean {
  return pattern.test(text);
}
