import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Connected, keptBuilder } from "../../../../src/build/builder/kept-builder.ts";
import { Builder } from "../../../../src/buildkit/builder.ts";

/** A builder of which only the connection is of interest. */
function opener() {
  const opened: { isConnected: boolean; isClosed: boolean }[] = [];
  const open = async (): Promise<Connected> => {
    const state = { isConnected: true, isClosed: false };
    opened.push(state);
    const builder = new Builder({ kind: "buildkitd", socket: "/nowhere" });
    Object.defineProperty(builder, "isConnected", { get: () => state.isConnected });
    const close = () => {
      state.isClosed = true;
    };
    return { builder, close };
  };
  return { opened, open };
}

describe("a builder that is kept between builds", () => {
  it("is the same for builds at once and one after the other, and stays open", async () => {
    const { opened, open } = opener();
    const first = await keptBuilder("same", open);
    const second = await keptBuilder("same", open);
    assert.equal(first.builder, second.builder);
    first[Symbol.dispose]();
    second[Symbol.dispose]();
    using third = await keptBuilder("same", open);
    assert.equal(third.builder, first.builder);
    assert.deepEqual(opened, [{ isConnected: true, isClosed: false }]);
  });

  it("is opened anew once its connection is lost, and another for each place", async () => {
    const { opened, open } = opener();
    const first = await keptBuilder("lost", open);
    opened[0]!.isConnected = false;
    using second = await keptBuilder("lost", open);
    using other = await keptBuilder("other", open);
    assert.equal(new Set([first.builder, second.builder, other.builder]).size, 3);
    first[Symbol.dispose]();
    assert.deepEqual(
      opened.map(({ isClosed }) => isClosed),
      [true, false, false],
    );
  });

  it("is closed some seconds after its last build", async (test) => {
    test.mock.timers.enable({ apis: ["setTimeout"] });
    const { opened, open } = opener();
    const first = await keptBuilder("idle", open);
    test.mock.timers.tick(60_000);
    assert.equal(opened[0]!.isClosed, false);
    first[Symbol.dispose]();
    test.mock.timers.tick(60_000);
    assert.equal(opened[0]!.isClosed, true);
    using second = await keptBuilder("idle", open);
    assert.notEqual(second.builder, first.builder);
  });
});
