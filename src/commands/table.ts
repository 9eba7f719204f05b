import { NerdError, unknownName } from "../errors.ts";
import { type GroupSyntax, groupSyntax } from "./command-groups.ts";
import type { AnyCommand } from "./define-command.ts";
import { refusedCommand, refusedMember } from "./refused-commands.ts";

interface Entry {
  /** With commas between them; the first is the command's own, the others mean the same. A start reads few of them. */
  readonly names: string;
  load(): Promise<AnyCommand>;
}

/** Every command by name, each loaded only when it is called: a start pays for one of them. */
const entries: readonly Entry[] = [
  entry("attach, container attach", async () => (await import("./container/attach.ts")).attachCommand),
  entry("bake, buildx bake, builder bake", async () => (await import("./builder/bake.ts")).bakeCommand),
  entry(
    "build, image build, builder build, buildx build",
    async () => (await import("./builder/build.ts")).buildCommand,
  ),
  entry("builder debug", async () => (await import("./builder/debug.ts")).builderDebugCommand),
  entry("builder du, buildx du", async () => (await import("./builder/du.ts")).builderDuCommand),
  entry("builder inspect, buildx inspect", async () => (await import("./builder/inspect.ts")).builderInspectCommand),
  entry("builder ls, buildx ls", async () => (await import("./builder/ls.ts")).builderLsCommand),
  entry("builder prune, buildx prune", async () => (await import("./builder/prune.ts")).builderPruneCommand),
  entry("cache ls, cache list", async () => (await import("./cache/ls.ts")).cacheLsCommand),
  entry("cache prune", async () => (await import("./cache/prune.ts")).cachePruneCommand),
  entry("commit, container commit", async () => (await import("./container/commit.ts")).commitCommand),
  entry("cp, container cp", async () => (await import("./container/cp.ts")).cpCommand),
  entry("checkpoint create", async () => (await import("./checkpoint/create.ts")).checkpointCreateCommand),
  entry("checkpoint ls, checkpoint list", async () => (await import("./checkpoint/ls.ts")).checkpointLsCommand),
  entry("checkpoint rm, checkpoint remove", async () => (await import("./checkpoint/rm.ts")).checkpointRmCommand),
  entry("create, container create", async () => (await import("./container/create.ts")).createCommand),
  entry("diff, container diff", async () => (await import("./container/diff.ts")).diffCommand),
  entry("exec, container exec", async () => (await import("./container/exec.ts")).execCommand),
  entry(
    "healthcheck, container healthcheck",
    async () => (await import("./container/healthcheck.ts")).healthcheckCommand,
  ),
  entry("export, container export", async () => (await import("./container/export.ts")).exportCommand),
  entry("inspect", async () => (await import("./container/inspect.ts")).inspectCommand),
  entry("container inspect", async () => (await import("./container/container-inspect.ts")).containerInspectCommand),
  entry("kill, container kill", async () => (await import("./container/kill.ts")).killCommand),
  entry("logs, container logs", async () => (await import("./container/logs.ts")).logsCommand),
  entry("pause, container pause", async () => (await import("./container/pause.ts")).pauseCommand),
  entry("port, container port", async () => (await import("./container/port.ts")).portCommand),
  entry("ps, container ls, container list, container ps", async () => (await import("./container/ps.ts")).psCommand),
  entry("container prune", async () => (await import("./container/prune.ts")).containerPruneCommand),
  entry("rename, container rename", async () => (await import("./container/rename.ts")).renameCommand),
  entry("restart, container restart", async () => (await import("./container/restart.ts")).restartCommand),
  entry("rm, container rm, container remove", async () => (await import("./container/rm.ts")).rmCommand),
  entry("run, container run", async () => (await import("./container/run.ts")).runCommand),
  entry("start, container start", async () => (await import("./container/start.ts")).startCommand),
  entry("stats, container stats", async () => (await import("./container/stats.ts")).statsCommand),
  entry("stop, container stop", async () => (await import("./container/stop.ts")).stopCommand),
  entry("top, container top", async () => (await import("./container/top.ts")).topCommand),
  entry("unpause, container unpause", async () => (await import("./container/unpause.ts")).unpauseCommand),
  entry("update, container update", async () => (await import("./container/update.ts")).updateCommand),
  entry("wait, container wait", async () => (await import("./container/wait.ts")).waitCommand),
  entry("images, image ls, image list", async () => (await import("./image/ls.ts")).imagesCommand),
  entry("image decrypt", async () => (await import("./image/decrypt.ts")).imageDecryptCommand),
  entry("image encrypt", async () => (await import("./image/encrypt.ts")).imageEncryptCommand),
  entry("image convert", async () => (await import("./image/convert.ts")).imageConvertCommand),
  entry("history, image history", async () => (await import("./image/history.ts")).historyCommand),
  entry("image inspect", async () => (await import("./image/inspect.ts")).imageInspectCommand),
  entry("image prune", async () => (await import("./image/prune.ts")).imagePruneCommand),
  entry("import, image import", async () => (await import("./image/import.ts")).importCommand),
  entry("load, image load", async () => (await import("./image/load.ts")).loadCommand),
  entry("pull, image pull", async () => (await import("./image/pull.ts")).pullCommand),
  entry("manifest annotate", async () => (await import("./manifest/annotate.ts")).manifestAnnotateCommand),
  entry("manifest create", async () => (await import("./manifest/create.ts")).manifestCreateCommand),
  entry("manifest inspect", async () => (await import("./manifest/inspect.ts")).manifestInspectCommand),
  entry("manifest push", async () => (await import("./manifest/push.ts")).manifestPushCommand),
  entry("manifest rm", async () => (await import("./manifest/rm.ts")).manifestRmCommand),
  entry("push, image push", async () => (await import("./image/push.ts")).pushCommand),
  entry("rmi, image rm, image remove", async () => (await import("./image/rm.ts")).rmiCommand),
  entry("save, image save", async () => (await import("./image/save.ts")).saveCommand),
  entry("tag, image tag", async () => (await import("./image/tag.ts")).tagCommand),
  entry("login", async () => (await import("./registry/login.ts")).loginCommand),
  entry("logout", async () => (await import("./registry/logout.ts")).logoutCommand),
  entry("search", async () => (await import("./registry/search.ts")).searchCommand),
  entry("engine install", async () => (await import("./engine/install.ts")).engineInstallCommand),
  entry("engine start", async () => (await import("./engine/start.ts")).engineStartCommand),
  entry("engine status", async () => (await import("./engine/status.ts")).engineStatusCommand),
  entry("engine stop", async () => (await import("./engine/stop.ts")).engineStopCommand),
  entry("namespace create", async () => (await import("./namespace/create.ts")).namespaceCreateCommand),
  entry("namespace inspect", async () => (await import("./namespace/inspect.ts")).namespaceInspectCommand),
  entry("namespace ls, namespace list", async () => (await import("./namespace/ls.ts")).namespaceLsCommand),
  entry("namespace rm, namespace remove", async () => (await import("./namespace/rm.ts")).namespaceRmCommand),
  entry("namespace update", async () => (await import("./namespace/update.ts")).namespaceUpdateCommand),
  entry("compose config, compose convert", async () => (await import("./compose/config.ts")).composeConfigCommand),
  entry("compose down", async () => (await import("./compose/down.ts")).composeDownCommand),
  entry("compose build", async () => (await import("./compose/build.ts")).composeBuildCommand),
  entry("compose create", async () => (await import("./compose/create.ts")).composeCreateCommand),
  entry("compose kill", async () => (await import("./compose/kill.ts")).composeKillCommand),
  entry("compose publish", async () => (await import("./compose/publish.ts")).composePublishCommand),
  entry("compose pull", async () => (await import("./compose/pull.ts")).composePullCommand),
  entry("compose push", async () => (await import("./compose/push.ts")).composePushCommand),
  entry("compose restart", async () => (await import("./compose/restart.ts")).composeRestartCommand),
  entry("compose rm", async () => (await import("./compose/rm.ts")).composeRmCommand),
  entry("compose scale", async () => (await import("./compose/scale.ts")).composeScaleCommand),
  entry("compose start", async () => (await import("./compose/start.ts")).composeStartCommand),
  entry("compose stop", async () => (await import("./compose/stop.ts")).composeStopCommand),
  entry("compose watch", async () => (await import("./compose/watch.ts")).composeWatchCommand),
  entry("compose wait", async () => (await import("./compose/wait.ts")).composeWaitCommand),
  entry("compose up", async () => (await import("./compose/up.ts")).composeUpCommand),
  entry("compose attach", async () => (await import("./compose/attach.ts")).composeAttachCommand),
  entry("compose commit", async () => (await import("./compose/commit.ts")).composeCommitCommand),
  entry("compose cp", async () => (await import("./compose/cp.ts")).composeCpCommand),
  entry("compose events", async () => (await import("./compose/events.ts")).composeEventsCommand),
  entry("compose exec", async () => (await import("./compose/exec.ts")).composeExecCommand),
  entry("compose export", async () => (await import("./compose/export.ts")).composeExportCommand),
  entry("compose images", async () => (await import("./compose/images.ts")).composeImagesCommand),
  entry("compose logs", async () => (await import("./compose/logs.ts")).composeLogsCommand),
  entry("compose ls", async () => (await import("./compose/ls.ts")).composeLsCommand),
  entry("compose pause", async () => (await import("./compose/pause.ts")).composePauseCommand),
  entry("compose port", async () => (await import("./compose/port.ts")).composePortCommand),
  entry("compose ps", async () => (await import("./compose/ps.ts")).composePsCommand),
  entry("compose run", async () => (await import("./compose/run.ts")).composeRunCommand),
  entry("compose stats", async () => (await import("./compose/stats.ts")).composeStatsCommand),
  entry("compose top", async () => (await import("./compose/top.ts")).composeTopCommand),
  entry("compose unpause", async () => (await import("./compose/unpause.ts")).composeUnpauseCommand),
  entry("compose version", async () => (await import("./compose/version.ts")).composeVersionCommand),
  entry("compose volumes", async () => (await import("./compose/volumes.ts")).composeVolumesCommand),
  entry("volume create", async () => (await import("./volume/create.ts")).volumeCreateCommand),
  entry("volume inspect", async () => (await import("./volume/inspect.ts")).volumeInspectCommand),
  entry("volume ls, volume list", async () => (await import("./volume/ls.ts")).volumeLsCommand),
  entry("volume prune", async () => (await import("./volume/prune.ts")).volumePruneCommand),
  entry("volume rm, volume remove", async () => (await import("./volume/rm.ts")).volumeRmCommand),
  entry("volume update", async () => (await import("./volume/update.ts")).volumeUpdateCommand),
  entry("network connect", async () => (await import("./network/connect.ts")).networkConnectCommand),
  entry("network create", async () => (await import("./network/create.ts")).networkCreateCommand),
  entry("network disconnect", async () => (await import("./network/disconnect.ts")).networkDisconnectCommand),
  entry("network inspect", async () => (await import("./network/inspect.ts")).networkInspectCommand),
  entry("network ls, network list", async () => (await import("./network/ls.ts")).networkLsCommand),
  entry("network prune", async () => (await import("./network/prune.ts")).networkPruneCommand),
  entry("network rm, network remove", async () => (await import("./network/rm.ts")).networkRmCommand),
  entry("check", async () => (await import("./project/check.ts")).checkCommand),
  entry("init", async () => (await import("./project/init.ts")).initCommand),
  entry("doctor", async () => (await import("./system/doctor.ts")).doctorCommand),
  entry("events, system events", async () => (await import("./system/events.ts")).eventsCommand),
  entry("info, system info", async () => (await import("./system/info.ts")).infoCommand),
  entry("restore, system restore", async () => (await import("./system/restore.ts")).restoreCommand),
  entry("system df", async () => (await import("./system/df.ts")).systemDfCommand),
  entry("system prune", async () => (await import("./system/prune.ts")).systemPruneCommand),
  entry("version", async () => (await import("./system/version.ts")).versionCommand),
  entry("completion", async () => (await import("./system/completion.ts")).completionCommand),
];

function entry(names: string, load: () => Promise<AnyCommand>): Entry {
  return { names, load };
}

function namesOf({ names }: Entry): string[] {
  return names.split(", ");
}

function entryOf(name: string): Entry | undefined {
  return entries.find((entry) => entry.names.includes(name) && namesOf(entry).includes(name));
}

/** Every name that can be typed, the commands' own first. */
export function commandNames(): string[] {
  const names = entries.map(namesOf);
  return [...names.map(([own]) => own!), ...names.flatMap(([, ...aliases]) => aliases)];
}

/** The first words of two-word names: `container`, `image`, `engine`, … */
export function commandGroups(): string[] {
  const heads = commandNames()
    .filter((name) => name.includes(" "))
    .map((name) => name.split(" ")[0]!);
  return [...new Set(heads)].sort();
}

export async function loadCommand(name: string): Promise<AnyCommand> {
  const found = entryOf(name);
  if (!found) throw new NerdError("UNKNOWN_COMMAND", `unknown command: ${name}`);
  return await found.load();
}

/** All of them, in the order of their own names, for help, completion and the reference. */
export async function loadAllCommands(): Promise<{ command: AnyCommand; aliases: readonly string[] }[]> {
  return await Promise.all(
    entries.map(async (entry) => ({ command: await entry.load(), aliases: namesOf(entry).slice(1) })),
  );
}

/** What the first words of a command line stand for: a command and the words after its name, or a group alone. */
export type Resolved =
  | { readonly kind: "command"; readonly name: string; readonly rest: readonly string[] }
  | { readonly kind: "group"; readonly group: string };

/** Throws UNKNOWN_COMMAND with the closest names. */
export function resolveCommand(words: readonly string[]): Resolved {
  const [first = "", second] = words;
  const syntax = groupSyntax(first);
  if (syntax !== undefined && second?.startsWith("-") === true) return resolveMember(first, syntax, words.slice(1));
  const pair = `${first} ${second}`;
  if (entryOf(pair)) return { kind: "command", name: pair, rest: words.slice(2) };
  if (entryOf(first)) return { kind: "command", name: first, rest: words.slice(1) };
  const refused = refusedCommand(first) ?? refusedMember(pair);
  if (refused !== undefined) throw refused;
  const names = commandNames();
  if (!commandGroups().includes(first)) throw unknownName("UNKNOWN_COMMAND", first, [...names, ...commandGroups()]);
  if (second === undefined || second === "--help" || second === "-h" || second === "help")
    return { kind: "group", group: first };
  const members = names.filter((name) => name.startsWith(`${first} `)).map((name) => name.slice(first.length + 1));
  const error = unknownName("UNKNOWN_COMMAND", second, members);
  throw new NerdError("UNKNOWN_COMMAND", `unknown subcommand "${second}" for "${first}"`, {
    suggestions: error.suggestions,
    hint: error.hint ?? `see nerdsh ${first} --help`,
  });
}

/** Of a group with flags of its own, before the command's name. */
function resolveMember(group: string, { hoistFlags }: GroupSyntax, words: readonly string[]): Resolved {
  const [name, ...rest] = hoistFlags(words);
  return name === undefined || name.startsWith("-") ? { kind: "group", group } : resolveCommand([group, name, ...rest]);
}
