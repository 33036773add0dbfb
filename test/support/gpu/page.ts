import type { Graph } from "../../../src/ir/graph.js";
import type { Feeds } from "../../../src/reference/run.js";
import type { Page } from "../browser/browser.js";
import { declareGiven } from "../browser/compiled.js";
import { emitForGpu, type GpuTestOptions } from "./compile.js";

/** What has a headless Chromium offer WebGPU on the software adapter that is part of it. */
export const gpuFlags = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
];

/** A page with a device that all modules of it share. */
export interface GpuPage {
  /** What the adapter calls itself. */
  readonly adapter: string;
  /**
   * Compiles a graph to JavaScript and runs it twice on what the reference would be fed, which must give the same bits.
   */
  readonly run: (
    graph: Graph,
    feeds: Feeds,
    batch: number,
    options?: GpuTestOptions,
  ) => Promise<ReadonlyMap<string, ArrayLike<number>>>;
  /** Errors of the device that nothing captured. */
  readonly uncaptured: () => Promise<unknown>;
}

const openDevice = (features: readonly GPUFeatureName[]): string => `
const adapter = await navigator.gpu?.requestAdapter();
if (!adapter) throw new Error("WebGPU has no adapter here");
export const { vendor, architecture, description } = adapter.info;
export const device = await adapter.requestDevice({ requiredFeatures: ${JSON.stringify(features)} });
export const uncaptured = [];
device.addEventListener("uncapturederror", ({ error }) => uncaptured.push(error.message));
`;

/** Opens the device of a page with those features. Throws where there is none. */
export async function openGpuPage(
  page: Pick<Page, "put" | "run">,
  features: readonly GPUFeatureName[] = [],
): Promise<GpuPage> {
  page.put("/device.js", openDevice(features));
  const adapter = await page.run(`
    import { vendor, architecture, description } from "/device.js";
    export default [vendor, architecture, description].filter((part) => part !== "").join(" ");
  `);
  return {
    adapter: String(adapter),
    uncaptured: () => page.run(`export { uncaptured as default } from "/device.js";`),
    run: async (graph, feeds, batch, options = {}) => {
      const outputs = await page.run(`
        ${declareGiven(page, emitForGpu(graph, batch, options), feeds)}
        import { device } from "/device.js";
        const network = await load(weights, { device, ...${JSON.stringify(options.loading ?? {})} });
        const first = Object.entries(await network.run(given)).map(([name, data]) => [name, [...data]]);
        const again = await network.run(given);
        network.destroy();
        for (const [name, data] of first) {
          if (data.every((value, at) => Object.is(value, again[name][at]))) continue;
          throw new Error(name + " has other bits when it is run again");
        }
        export default first;
      `);
      return new Map(outputs as readonly (readonly [string, readonly number[]])[]);
    },
  };
}
