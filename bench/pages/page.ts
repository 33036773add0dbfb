// What one page of a browser does: an engine with one network, which `bench/harness/page-engine.ts` asks.

/** The files of a network as a page gets them. */
export interface PageModel {
  readonly input: { readonly name: string; readonly shape: readonly number[]; readonly data: Float32Array };
  readonly output: string;
  /** Addresses of what engines read; each reads what it understands. */
  readonly files: Readonly<
    Record<"module" | "weights" | "onnx" | "foldedGraph" | "foldedWeights" | "onnxruntime" | "tfjs", string>
  >;
}

/** A network that is ready to run. */
export interface PageNetwork {
  /** The first output, when its numbers are there. */
  run(): Promise<Float32Array>;
}

export interface PageEngine {
  load(model: PageModel): Promise<PageNetwork>;
}

/** What a page says of its start. Milliseconds. */
export interface Started {
  readonly logits: readonly number[];
  /** Reading weights, building the network and bringing them to the device, pipelines left out. */
  readonly load: number;
  /** From the first pipeline of `load` that is asked for until there are all of them. */
  readonly pipelines: number;
  /** The first run. */
  readonly first: number;
}

let network: PageNetwork | undefined;

/** Loads a network, whose files are described at `address`, and runs it once. */
export async function start(engine: PageEngine, address: string): Promise<Started> {
  const described = (await json(address)) as Omit<PageModel, "input"> & { readonly input: Described };
  const data = new Float32Array(await bytes(described.input.file));
  const model = { ...described, input: { ...described.input, data } };
  const pipelines = watchPipelines();
  const begun = performance.now();
  network = await engine.load(model);
  const loaded = performance.now();
  const created = pipelines();
  const logits = [...(await network.run())];
  const ended = performance.now();
  return { logits, load: loaded - begun - created, pipelines: created, first: ended - loaded };
}

interface Described {
  readonly name: string;
  readonly shape: readonly number[];
  readonly file: string;
}

/** Milliseconds of each run, of as many as fit into so many milliseconds and at least one. */
export async function measure(milliseconds: number): Promise<readonly number[]> {
  if (network === undefined) throw new Error("there is no network");
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  for (let from = performance.now(); times.length === 0 || from < end;) {
    await network.run();
    const to = performance.now();
    times.push(to - from);
    from = to;
  }
  return times;
}

export async function bytes(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.arrayBuffer();
}

export async function json(address: string): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await bytes(address)));
}

/** What is used of a class whose types only browsers have. */
interface DeviceClass {
  readonly prototype: Record<string, (this: unknown, descriptor: unknown) => unknown>;
}

/** Tells, when asked, for how long pipelines have been on their way at any time since then. */
function watchPipelines(): () => number {
  const { GPUDevice } = globalThis as unknown as { readonly GPUDevice: DeviceClass };
  let [open, since, total] = [0, 0, 0];
  const begin = (): void => {
    if (open === 0) since = performance.now();
    open += 1;
  };
  const end = (): void => {
    open -= 1;
    if (open === 0) total += performance.now() - since;
  };
  for (const method of ["createComputePipeline", "createComputePipelineAsync"]) {
    const create = GPUDevice.prototype[method];
    if (create === undefined) continue;
    GPUDevice.prototype[method] = function (descriptor) {
      begin();
      const made = create.call(this, descriptor);
      if (made instanceof Promise) void made.then(end, end);
      else end();
      return made;
    };
  }
  return () => total;
}
