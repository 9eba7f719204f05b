import type { Scenario } from "./support/scenario.ts";

/** A real server's image from a registry on loopback, fetched and unpacked. */
export const pull: Scenario = {
  title: "pull nginx from a registry on loopback",
  rounds: { full: 3, short: 1 },
  async prepare({ nerdsh, docker, ctr, script, world }) {
    const name = `${world.registry.host}/library/nginx:latest`;
    // In a namespace of its own; both leave nothing of the image behind, or the other would find its layers.
    const otherNamespace = (...words: string[]) => ctr("--namespace", "bench-ctr", ...words);
    return {
      contenders: [
        {
          name: "nerdsh, from a warm process",
          run: async () => void (await nerdsh.pull(name)),
          after: async () => void (await ctr("images", "rm", "--sync", name)),
        },
        {
          name: "nerdsh pull, a whole process",
          run: async () => void (await script("pull", "--quiet", name)),
          after: async () => void (await ctr("images", "rm", "--sync", name)),
        },
        {
          name: "ctr images pull",
          run: async () => void (await otherNamespace("images", "pull", "--plain-http", name)),
          after: async () => void (await otherNamespace("images", "rm", "--sync", name)),
        },
        {
          name: "docker pull",
          run: async () => void (await docker.run("pull", "--quiet", name)),
          after: async () => void (await docker.run("rmi", name)),
        },
      ],
      comparisons: [
        { subject: "nerdsh, from a warm process", reference: "ctr images pull" },
        { subject: "nerdsh, from a warm process", reference: "docker pull" },
        { subject: "nerdsh pull, a whole process", reference: "docker pull" },
      ],
    };
  },
};
