import { isMap, isScalar, isSeq, type LineCounter, type Node, type Pair } from "yaml";
import { AttributeProblem } from "../attribute-problem.ts";
import { composeFile } from "../shape/project-shape.ts";
import { pathText, type Tree, type TreePath } from "../tree.ts";
import { parseWholeYaml, yamlNodes } from "../yaml/whole-yaml.ts";
import { maxWholeYamlBytes } from "../yaml/yaml-document.ts";
import { interpolate } from "./interpolate.ts";
import type { LoadedDocument } from "./load-scope.ts";
import type { ProjectFiles } from "./project-files.ts";

/** `compose.yml:4:5: services.web.prots: unknown attribute "prots"` */
export function positionedMessage(
  problem: AttributeProblem,
  documents: readonly LoadedDocument[],
  files: ProjectFiles,
): string {
  const { path, message, file } = originOf(problem, documents);
  const subject = path.length === 0 ? "" : `${pathText(path)} `;
  const line = /^line (\d+)(?:, column (\d+))?: /.exec(message);
  if (line !== null) return `${file}:${line[1]}${line[2] ? `:${line[2]}` : ""}: ${message.slice(line[0].length)}`;
  const position = documents.length === 0 && file === undefined ? undefined : positionOf(path, file, documents, files);
  const isNamed = /^unknown attribute/.test(message);
  const text =
    path.length === 0
      ? message
      : isNamed
        ? `${pathText(path.slice(0, -1)) || "the file"} has an ${message}`
        : `${subject}${message}`;
  return position === undefined ? (file === undefined ? text : `${file}: ${text}`) : `${position}: ${text}`;
}

interface Origin {
  readonly path: TreePath;
  readonly message: string;
  readonly file: string | undefined;
}

/** Lists of merged files have other indices than each of them has: where one file alone shows the problem, its place counts. */
function originOf(problem: AttributeProblem, documents: readonly LoadedDocument[]): Origin {
  const merged = { path: problem.path, message: problem.message, file: problem.details.file };
  for (const document of documents) {
    const isMeant = document.file === merged.file && document.text.length <= maxWholeYamlBytes;
    const tree = isMeant ? treeAgain(document) : null;
    if (tree === null) continue;
    let found: Origin | undefined;
    composeFile.check(tree, [], (one) => {
      if (one.message === problem.message) found ??= { path: one.path, message: one.message, file: document.file };
    });
    if (found !== undefined) return found;
  }
  return merged;
}

/** What a document said, before it was merged and written to. */
function treeAgain({ text, index, lookup }: LoadedDocument): Tree {
  const documents = parseWholeYaml(text).filter(({ root }) => root !== null);
  const root = documents[index]?.root ?? null;
  if (lookup === undefined) return root;
  try {
    return interpolate(root, { lookup, onUnset: () => {} });
  } catch (error) {
    // It is this that is told of.
    if (error instanceof AttributeProblem) return null;
    throw error;
  }
}

/** `file:line:column` of the attribute, or of the nearest thing around it; the last file that has it counts. */
function positionOf(
  path: TreePath,
  file: string | undefined,
  documents: readonly LoadedDocument[],
  files: ProjectFiles,
): string | undefined {
  const candidates = documents.filter((document) => file === undefined || document.file === file);
  const unread = file === undefined ? undefined : files.read(file);
  const texts =
    candidates.length > 0 ? candidates : unread === undefined ? [] : [{ file: file ?? "-", text: unread, index: 0 }];
  let best: { text: string; depth: number } | undefined;
  for (const { file: name, text, index } of texts) {
    const place = placeIn(text, index, path);
    if (place !== undefined && place.depth >= (best?.depth ?? 0))
      best = { text: `${name}:${place.text}`, depth: place.depth };
  }
  return best?.text ?? file;
}

function placeIn(text: string, index: number, path: TreePath): { text: string; depth: number } | undefined {
  // Of a whole file there is no place, and in a long one the search would take seconds.
  if (path.length === 0 || text.length > maxWholeYamlBytes) return undefined;
  const { documents, lines } = yamlNodes(text);
  let node: unknown = documents[index]?.contents;
  let at: Node | undefined;
  let depth = 0;
  for (const part of path) {
    const pair: Pair | undefined = isMap(node)
      ? node.items.find(({ key }) => isScalar(key) && String(key.value) === part)
      : undefined;
    const next = isSeq(node) ? node.items[Number(part)] : pair?.value;
    const place = isSeq(node) ? next : pair?.key;
    if (!isNode(place)) break;
    at = place;
    node = next;
    depth++;
  }
  return at?.range ? { text: lineAndColumn(lines, at.range[0]), depth } : undefined;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "range" in value;
}

function lineAndColumn(lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${line}:${col}`;
}
