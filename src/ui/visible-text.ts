/**
 * Text that others have written, for a place of ours: images, registries and containers would move the cursor with it, or change the
 * terminal. Line breaks and tabs stay.
 */
export function visibleText(text: string): string {
  return text.replace(/[^\P{Cc}\t\n]/gu, "\ufffd");
}
