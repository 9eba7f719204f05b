import type { Scenario } from "./support/scenario.ts";

/** What a published port adds to a detached container, made and removed, from a warm process. */
export const ports: Scenario = {
  title: "run -d -p 80 busybox and rm, from a warm process",
  rounds: { full: 20, short: 1 },
  async prepare({ nerdsh, docker }) {
    const command = ["sleep", "1000000"];
    let started: Awaited<ReturnType<typeof nerdsh.run>> | undefined;
    let peer = "";
    const run = async (flags: { publish?: string[] }) => {
      started = await nerdsh.run("busybox", command, { detach: true, ...flags });
    };
    const after = async () => void (await started?.remove({ force: true }));
    const runDocker = async (...flags: string[]) => {
      peer = (await docker.run("run", "--detach", ...flags, "busybox", ...command)).trim();
    };
    const afterDocker = async () => void (await docker.run("rm", "--force", peer));
    return {
      contenders: [
        { name: "nerdsh, no port", run: async () => await run({}), after },
        { name: "nerdsh, a tcp port", run: async () => await run({ publish: ["127.0.0.1::80"] }), after },
        { name: "nerdsh, a udp port", run: async () => await run({ publish: ["127.0.0.1::80/udp"] }), after },
        { name: "docker, no port", run: async () => await runDocker(), after: afterDocker },
        { name: "docker, a tcp port", run: async () => await runDocker("-p", "127.0.0.1::80"), after: afterDocker },
      ],
      comparisons: [
        { subject: "nerdsh, a tcp port", reference: "nerdsh, no port" },
        { subject: "nerdsh, a tcp port", reference: "docker, a tcp port", atMost: 0.6 },
      ],
    };
  },
};
