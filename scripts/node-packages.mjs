import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @typedef {{ packages?: Record<string, { version?: string, optional?: boolean }> }} Lock */

/**
 * Runs `npm ci` where `node_modules` does not hold what `package-lock.json` asks for.
 * @param {string} root
 */
export function installNodePackages(root) {
  if (missingNodePackages(root).length === 0) return;
  process.stderr.write("installing npm packages\n");
  const npm = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (npm.error) throw new Error("npm is missing: install npm beside Node", { cause: npm.error });
  if (npm.status !== 0) throw new Error("npm ci failed: its own words are above");
}

/**
 * Names what is in the lock file but not installed in that version. npm writes `node_modules/.package-lock.json` once
 * an install is complete, so an interrupted one counts as missing; times of files, which a checkout changes, do not count.
 * Optional packages are left out: most of them are for other platforms.
 * @param {string} root
 * @returns {string[]}
 */
export function missingNodePackages(root) {
  const wanted = Object.entries(readLock(join(root, "package-lock.json"))).filter(
    ([path, { optional }]) => path !== "" && !optional,
  );
  const installed = readLock(join(root, "node_modules/.package-lock.json"));
  return wanted.filter(([path, { version }]) => installed[path]?.version !== version).map(([path]) => path);
}

/** @param {string} file */
function readLock(file) {
  try {
    return /** @type {Lock} */ (JSON.parse(readFileSync(file, "utf8"))).packages ?? {};
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return {};
    throw error;
  }
}
