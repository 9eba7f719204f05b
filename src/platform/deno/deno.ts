/** The few parts of Deno that are used; its own types would replace Node's in the whole project. */
interface Deno {
  readonly args: readonly string[];
  readonly env: { get(name: string): string | undefined };
  uid(): number | null;
  realPathSync(path: string): string;
  readFile(path: string): Promise<Uint8Array<ArrayBuffer>>;
  readTextFileSync(path: string): string;
  utimeSync(path: string, accessed: Date, modified: Date): void;
}

export function deno(): Deno {
  return (globalThis as unknown as { readonly Deno: Deno }).Deno; // Only called where the runtime is Deno.
}
