/**
 * Builds the native programs for every processor, with Debian's compilers, and embeds the results in the source:
 * `npm run build:native`. With `--check` it changes nothing, and fails where what is checked in does not follow from
 * native/: byte by byte where the compiler that built it is here, else by the hash of the sources.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface Build {
  readonly compiler: string;
  readonly linker: string;
  readonly sources: string;
  readonly binary: string;
}

const root = join(import.meta.dirname, "..");
const native = join(root, "native");
const recordFile = join(native, "bin/build.json");

/** What is built: each from all sources in its directory, and `also`. */
interface Program {
  readonly name: string;
  readonly directory: string;
  readonly also: readonly string[];
  readonly embedded: { readonly file: string; readonly constant: string };
  /** What runs on any processor. */
  readonly portable?: readonly [name: string, file: string];
}

/** Of all programs; the logger has them beside it. */
const shared = ["../linux.h", "../memory.c", "../system-calls.h"];

const programs: readonly Program[] = [
  {
    name: "logger",
    directory: native,
    also: [],
    embedded: { file: join(root, "src/container/logs/embedded-loggers.ts"), constant: "embeddedLoggers" },
    portable: ["perl", join(native, "logger.pl")],
  },
  {
    name: "deputy",
    directory: join(native, "deputy"),
    also: shared,
    embedded: { file: join(root, "src/platform/deputy/embedded-deputies.ts"), constant: "embeddedDeputies" },
  },
  {
    name: "fifo-end",
    directory: join(native, "fifo-end"),
    also: shared,
    embedded: { file: join(root, "src/platform/piped/embedded-fifo-ends.ts"), constant: "embeddedFifoEnds" },
  },
  {
    name: "name-socket",
    directory: join(native, "name-socket"),
    also: shared,
    embedded: { file: join(root, "src/network/dns/embedded-name-sockets.ts"), constant: "embeddedNameSockets" },
  },
  {
    name: "shim-front",
    directory: join(native, "shim-front"),
    also: shared,
    embedded: { file: join(root, "src/engine/embedded/embedded-shim-fronts.ts"), constant: "embeddedShimFronts" },
  },
];

const targets = {
  x64: { tools: "x86_64-linux-gnu", package: "gcc-x86-64-linux-gnu", flags: ["-fcf-protection=none"] },
  arm64: { tools: "aarch64-linux-gnu", package: "gcc-aarch64-linux-gnu", flags: [] },
};
type Architecture = keyof typeof targets;
const architectures = Object.keys(targets) as Architecture[]; // Object.keys forgets that these are all there are

// Nothing but code and data: every page and every section header of the file is paid for by each container.
const flags = [
  ...["-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"],
  ...["-static", "-nostdlib", "-ffreestanding", "-fno-pic", "-no-pie", "-s"],
  ...["-fno-stack-protector", "-fno-asynchronous-unwind-tables", "-fno-unwind-tables"],
  "-fno-tree-loop-distribute-patterns", // or gcc turns memcpy's loop into a call of memcpy
  ...["-fdata-sections", linkerFlag("sort-section=alignment")], // the variables beside the buffers share one page
  ...["build-id=none", "-z,norelro", "-z,noseparate-code", "-z,noexecstack"].map(linkerFlag),
];

function linkerFlag(flag: string): string {
  return flag.startsWith("-z") ? `-Wl,${flag}` : `-Wl,--${flag}`;
}

function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function sourceNames({ directory, also }: Program): string[] {
  const own = readdirSync(directory).filter((name) => /\.[ch]$/.test(name));
  return [...own, ...also].sort();
}

function sourcesHash(program: Program, architecture: Architecture): string {
  const texts = sourceNames(program).map((name) => `${name}\n${readFileSync(join(program.directory, name), "utf8")}`);
  return sha256([...flags, ...targets[architecture].flags, ...texts].join("\n"));
}

function firstLine(command: string, ...words: string[]): string {
  return execFileSync(command, words, { encoding: "utf8" }).split("\n")[0]!;
}

/** The compiler's and linker's versions, to Debian's revision; undefined where there is no compiler. */
function toolchain(architecture: Architecture): Pick<Build, "compiler" | "linker"> | undefined {
  const compiler = `${targets[architecture].tools}-gcc`;
  try {
    const linker = execFileSync(compiler, ["-print-prog-name=ld"], { encoding: "utf8" }).trim();
    return { compiler: firstLine(compiler, "--version"), linker: firstLine(linker, "--version") };
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function compile(program: Program, architecture: Architecture): Buffer {
  const directory = mkdtempSync(join(tmpdir(), "nerdsh-native-"));
  try {
    const output = join(directory, program.name);
    const sources = sourceNames(program).filter((name) => name.endsWith(".c"));
    const { tools, flags: own } = targets[architecture];
    execFileSync(`${tools}-gcc`, [...flags, ...own, "-o", output, ...sources], {
      cwd: program.directory,
      stdio: "inherit",
    });
    return readFileSync(output);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function binaryFile({ name }: Program, architecture: Architecture): string {
  return join(native, "bin", `${name}-${architecture}`);
}

/** By the names of the binaries. */
type Builds = Record<string, Build>;

function readRecord(): Builds {
  return existsSync(recordFile) ? JSON.parse(readFileSync(recordFile, "utf8")) : {};
}

function embeddedModule(program: Program): string {
  const files: [string, string][] = architectures.map((name) => [name, binaryFile(program, name)]);
  if (program.portable !== undefined) files.push([...program.portable]);
  const entries = files.map(([name, file]) => {
    const bytes = readFileSync(file);
    return `  ${name}: {\n    sha256: "${sha256(bytes)}",\n    base64:\n      "${bytes.toString("base64")}",\n  },\n`;
  });
  return [
    "// Made by `npm run build:native` from native/; inside the source, so that a bundle and a standalone executable,\n",
    "// which have no files beside them, carry it too.\n",
    `export const ${program.embedded.constant} = {\n${entries.join("")}} as const;\n`,
  ].join("");
}

function build(): void {
  mkdirSync(join(native, "bin"), { recursive: true });
  const record: Builds = {};
  for (const program of programs) {
    for (const architecture of architectures)
      record[`${program.name}-${architecture}`] = buildOne(program, architecture);
    writeFileSync(program.embedded.file, embeddedModule(program));
  }
  writeFileSync(recordFile, `${JSON.stringify(record, undefined, 2)}\n`);
}

function buildOne(program: Program, architecture: Architecture): Build {
  const tools = toolchain(architecture);
  if (!tools) throw new Error(`no ${architecture} compiler: apt-get install ${targets[architecture].package}`);
  const bytes = compile(program, architecture);
  writeFileSync(binaryFile(program, architecture), bytes);
  chmodSync(binaryFile(program, architecture), 0o755);
  console.log(`${program.name}-${architecture}: ${bytes.length} bytes, ${tools.compiler}`);
  return { ...tools, sources: sourcesHash(program, architecture), binary: sha256(bytes) };
}

/** What is wrong with one checked-in binary; undefined where nothing is. */
function fault(program: Program, architecture: Architecture, recorded: Build | undefined): string | undefined {
  const bytes = readFileSync(binaryFile(program, architecture));
  if (!recorded || sha256(bytes) !== recorded.binary) return "is not the one that was recorded";
  if (sourcesHash(program, architecture) !== recorded.sources) return "was built from other sources";
  const tools = toolchain(architecture);
  if (tools?.compiler !== recorded.compiler || tools.linker !== recorded.linker) {
    console.log(`${program.name}-${architecture}: sources unchanged; not rebuilt, for want of ${recorded.compiler}`);
    return undefined;
  }
  if (!compile(program, architecture).equals(bytes)) return "differs from what its compiler makes here";
  console.log(`${program.name}-${architecture}: rebuilt, equal`);
  return undefined;
}

function faultsOf(program: Program, record: Builds): string[] {
  const faults = architectures.flatMap((architecture) => {
    const name = `${program.name}-${architecture}`;
    const found = fault(program, architecture, record[name]);
    return found ? [`native/bin/${name} ${found}`] : [];
  });
  const { file } = program.embedded;
  return readFileSync(file, "utf8") === embeddedModule(program) ? faults : [...faults, `${file} is not up to date`];
}

function check(): void {
  const record = readRecord();
  const faults = programs.flatMap((program) => faultsOf(program, record));
  for (const line of faults) console.error(`${line}: run npm run build:native`);
  if (faults.length > 0) process.exitCode = 1;
}

if (process.argv.includes("--check")) check();
else build();
