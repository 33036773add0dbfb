import type { GpuResult, GpuTimes } from "./measure-on-gpu.js";
import { geometricMean } from "./results.js";
import { columns, showMilliseconds } from "./table.js";

/** What `npm run bench:gpu -- --json` writes. */
export interface GpuResults {
  readonly machine: { readonly processor: string; readonly cores: number };
  readonly versions: Readonly<Record<string, string>>;
  /** What the adapter calls itself. */
  readonly adapter: string;
  /** Names of the columns; the first is held against the others. */
  readonly engines: readonly string[];
  readonly networks: readonly GpuResult[];
}

const dash = "–";
const tables = [
  { title: "ms a run", of: ({ steady }: GpuTimes) => steady, isCompared: true },
  {
    title: "ms to the first result: pipelines and the first run",
    of: ({ first }: GpuTimes) => first,
    isCompared: true,
  },
  { title: "ms to load", of: ({ load }: GpuTimes) => load, isCompared: false },
];

/** A table for each of the figures, of others with how many times the first engine's they are; then what is not in them. */
export function gpuTable({ machine, versions, adapter, engines, networks }: GpuResults): readonly string[] {
  const [ours = "", ...others] = engines;
  const lines = tables.flatMap(({ title, of, isCompared }) => {
    const time = ({ times }: GpuResult, engine: string): number | undefined => {
      const known = times[engine];
      return known && of(known);
    };
    const ratio = (result: GpuResult, engine: string): number | undefined => {
      const [own, other] = [time(result, ours), time(result, engine)];
      return own === undefined || other === undefined ? undefined : other / own;
    };
    const cell = (result: GpuResult, engine: string): string => {
      const [shown, factor] = [time(result, engine), ratio(result, engine)];
      if (shown === undefined) return result.wrong.includes(engine) ? "wrong" : dash;
      if (factor === undefined || engine === ours || !isCompared) return showMilliseconds(shown);
      return `${showMilliseconds(shown)} ${factor.toFixed(2).padStart(6)}×`;
    };
    const rows = networks.map((result) => [result.network, ...engines.map((engine) => cell(result, engine))]);
    const means = others.map((engine) => {
      const ratios = networks.flatMap((result) => ratio(result, engine) ?? []);
      return ratios.length === 0 ? dash : `${geometricMean(ratios).toFixed(2)}×`;
    });
    const mean = isCompared ? [["geometric mean", "", ...means]] : [];
    return [...columns([[title, ...engines], ...rows, ...mean], isCompared), ""];
  });
  return [
    ...lines,
    `The factors are of ${ours}.`,
    `${adapter}; ${machine.processor}, ${machine.cores} cores`,
    Object.entries(versions)
      .map((one) => one.join(" "))
      .join(", "),
    ...networks.flatMap(({ network, wrong, error, absent }) => [
      ...wrong.map(
        (engine) =>
          `${network}: not timed, ${engine} is ${(error[engine] ?? NaN).toExponential(1)} of the rms off`,
      ),
      ...Object.entries(absent).map(([engine, reason]) => `${network}: ${engine}: ${reason}`),
    ]),
  ];
}
