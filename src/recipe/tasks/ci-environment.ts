import { type ColorLevel, colorLevel } from "../../ui/colors.ts";
import type { TaskReporterName } from "../../ui/tasks/reporter.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What a run finds out about where it runs. */
export interface CiEnvironment {
  /** What suits it where none is named; undefined outside of CI. */
  readonly reporter: TaskReporterName | undefined;
  /** Whether its logs show colours, though they are no terminals. */
  readonly hasColors: boolean;
  /** The repository's directory, which its file names are relative to. */
  readonly workspace?: string | undefined;
}

/** Those that do not all set `CI`. Sources: each one's page on predefined variables. */
const others = [
  "TF_BUILD",
  "BUILDKITE",
  "CIRCLECI",
  "TRAVIS",
  "APPVEYOR",
  "DRONE",
  "CIRRUS_CI",
  "BITBUCKET_BUILD_NUMBER",
  "TEAMCITY_VERSION",
  "JENKINS_URL",
  "CODEBUILD_BUILD_ID",
];
const colorful = ["TF_BUILD", "BUILDKITE", "CIRCLECI", "TRAVIS", "APPVEYOR", "DRONE", "CIRRUS_CI", "TEAMCITY_VERSION"];

/** Gitea and Forgejo are GitHub here, as they say themselves. */
export function ciEnvironment(environment: Environment): CiEnvironment {
  const isSet = (name: string) => !["", "0", "false", undefined].includes(environment[name]?.toLowerCase());
  if (isSet("GITHUB_ACTIONS"))
    return { reporter: "github", hasColors: true, workspace: environment["GITHUB_WORKSPACE"] };
  if (isSet("GITLAB_CI")) return { reporter: "gitlab", hasColors: true, workspace: environment["CI_PROJECT_DIR"] };
  if (!isSet("CI") && !others.some(isSet)) return { reporter: undefined, hasColors: false };
  return { reporter: "plain", hasColors: colorful.some(isSet) };
}

/** `FORCE_COLOR` and `NO_COLOR` first, then what the CI's logs or the terminal show. */
export function taskColorLevel(environment: Environment, isTerminal: boolean): ColorLevel {
  const { hasColors } = ciEnvironment(environment);
  // A runner's `TERM=dumb` says that nothing is drawn, not that its logs have no colours.
  const known = hasColors && environment["TERM"] === "dumb" ? { ...environment, TERM: undefined } : environment;
  return colorLevel(known, isTerminal || hasColors);
}
