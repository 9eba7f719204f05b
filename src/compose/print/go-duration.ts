/** Milliseconds as Go prints a duration: `1m30s`, `1.5s`, `300ms`, `2h0m0s`. */
export function goDuration(ms: number): string {
  const nanoseconds = Math.round(Math.abs(ms) * 1e6);
  const sign = ms < 0 ? "-" : "";
  if (nanoseconds === 0) return "0s";
  if (nanoseconds < 1e3) return `${sign}${nanoseconds}ns`;
  if (nanoseconds < 1e6) return `${sign}${nanoseconds / 1e3}µs`;
  if (nanoseconds < 1e9) return `${sign}${nanoseconds / 1e6}ms`;
  const whole = BigInt(nanoseconds);
  const [hours, minutes] = [whole / 3_600_000_000_000n, (whole / 60_000_000_000n) % 60n];
  const [seconds, rest] = [(whole / 1_000_000_000n) % 60n, whole % 1_000_000_000n];
  const fraction = rest === 0n ? "" : `.${String(rest).padStart(9, "0").replace(/0+$/, "")}`;
  const tail = `${seconds}${fraction}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${tail}`;
  return minutes > 0n ? `${sign}${minutes}m${tail}` : `${sign}${tail}`;
}
