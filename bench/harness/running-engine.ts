import { fork, type ChildProcess } from "node:child_process";
import { pathToFileURL } from "node:url";
import type { Contestant } from "./contestants.js";
import type { ModelFiles } from "./engine.js";
import type { Assignment, Reply, Request } from "./engine-process.js";
import { inBench } from "./files.js";
import { nodeProgram } from "./setup.js";

/** An engine that cannot run a network, and why. */
export interface Absent {
  readonly reason: string;
}

/** An engine in its process, with a network that has run once. */
export class RunningEngine {
  private constructor(
    private readonly child: ChildProcess,
    readonly logits: Float32Array,
    /** From the import of the engine to its first logits. */
    readonly firstMilliseconds: number,
  ) {}

  static async start(contestant: Contestant, model: ModelFiles): Promise<RunningEngine | Absent> {
    const { threads, revectorize, node } = contestant;
    const engine = pathToFileURL(inBench(`.cache/programs/engines/${contestant.engine}.js`)).href;
    const assignment: Assignment = { engine, model, options: { threads, revectorize } };
    let child: ChildProcess | undefined;
    try {
      child = fork(inBench(".cache/programs/harness/engine-process.js"), [JSON.stringify(assignment)], {
        serialization: "advanced",
        execArgv: [],
        stdio: ["ignore", "ignore", "ignore", "ipc"],
        ...(node === undefined ? {} : { execPath: nodeProgram(node) }),
      });
      const reply = await replyOf(child);
      if (reply.kind !== "ready") throw new Error(`the process answers ${reply.kind} when it starts`);
      return new RunningEngine(child, reply.logits, reply.milliseconds);
    } catch (failure) {
      child?.kill();
      return { reason: failure instanceof Error ? failure.message : String(failure) };
    }
  }

  /** Milliseconds of each run, of as many as fit into so many milliseconds. */
  async measure(milliseconds: number): Promise<Float64Array> {
    const reply = await this.ask({ kind: "measure", milliseconds });
    if (reply.kind !== "measured") throw new Error(`the process answers ${reply.kind}`);
    return reply.times;
  }

  /** Of the process until now. */
  async peakMemory(): Promise<number> {
    const reply = await this.ask({ kind: "peak memory" });
    if (reply.kind !== "peak memory") throw new Error(`the process answers ${reply.kind}`);
    return reply.bytes;
  }

  /** Ends the process, which has to end by itself. */
  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    const timer = setTimeout(() => this.child.kill("SIGKILL"), 10_000);
    this.child.send({ kind: "close" } satisfies Request);
    await ended;
    clearTimeout(timer);
  }

  private async ask(request: Request): Promise<Reply> {
    const reply = replyOf(this.child);
    this.child.send(request);
    return reply;
  }
}

function replyOf(child: ChildProcess): Promise<Reply> {
  return new Promise((resolve, reject) => {
    // What the process sent last may arrive after the news of its end.
    const ended = (code: number | null, signal: string | null): void => {
      setTimeout(reject, 200, new Error(`the process ended with ${signal ?? String(code)}`));
    };
    child.once("exit", ended);
    child.once("error", reject);
    child.once("message", (message) => {
      child.off("exit", ended).off("error", reject);
      const reply = message as Reply;
      if (reply.kind === "failed") reject(new Error(reply.reason));
      else resolve(reply);
    });
  });
}
