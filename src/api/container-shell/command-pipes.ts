import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import type { NerdError } from "../../errors.ts";
import { breakHostProcess, hostInput, isHostProcess } from "../../platform/host-process.ts";
import { awaitableStream, isShared, type PipedTo } from "./awaitable-stream.ts";
import type { CommandOutput } from "./command-output.ts";
import type { OutputSink } from "./output-sink.ts";
import type { PipeReaders } from "./pipe-readers.ts";

/** What a command has for the one that is piped into it and fails: it ends, and fails with that. */
export const breakCommand = Symbol("breakCommand");

/** A command that others are piped into. */
export interface PipeTarget extends Writable, PromiseLike<unknown> {
  [breakCommand](error: NerdError): void;
}

/** The left side of pipes: where its stdout goes, who reads it, and how it ends. */
export interface PipeSource {
  readonly output: OutputSink;
  readonly readers: PipeReaders;
  readonly outcome: PromiseLike<CommandOutput>;
}

/** Connects stdout with a process of `$`, a command in a container, a stream, or a file by its name. Gives the right side. */
export function pipeInto(source: PipeSource, target: unknown): unknown {
  if (typeof target === "string") return pipeToStream(source, createWriteStream(target));
  if (isCommand(target)) return pipeToCommand(source, target);
  if (isHostProcess(target)) return pipeToHost(source, target);
  return pipeToStream(source, target as Writable); // By the types of whoever calls.
}

function pipeToCommand<Target extends PipeTarget>({ output, readers }: PipeSource, target: Target): Target {
  const leave = readers.add((error) => target[breakCommand](error));
  target.then(leave, leave);
  output.stream.pipe(target);
  return target;
}

function pipeToHost<Target extends Parameters<typeof hostInput>[0]>(
  { output, readers }: PipeSource,
  target: Target,
): Target {
  const input = hostInput(target);
  const leave = readers.add((error) => {
    output.stream.unpipe(input);
    breakHostProcess(target, error.exitCode || 1, error);
  });
  void target.then(leave, leave);
  output.stream.pipe(input);
  return target;
}

function pipeToStream({ output, readers, outcome }: PipeSource, target: Writable): PipedTo<Writable, CommandOutput> {
  const leave = readers.add((error) => {
    if (!isShared(target)) target.destroy(error);
  });
  target.once("close", leave).once("finish", () => target.off("close", leave));
  output.stream.pipe(target);
  return awaitableStream(target, outcome);
}

function isCommand(value: unknown): value is PipeTarget {
  return typeof value === "object" && value !== null && breakCommand in value;
}
