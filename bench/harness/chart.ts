import { ratioOf, type Results } from "./results.js";

/** The engine whose time is 1, and those that have a bar, with the class of its colour and the words of the legend. */
const base = "ort-web";
const bars: ReadonlyMap<string, readonly [style: string, words: string]> = new Map([
  ["cnnc", ["ours", "cnnc"]],
  ["cnnc revectorized", ["newest", "cnnc, revectorized by Node 24 or newer"]],
  ["tfjs-wasm", ["peer", "tfjs (WebAssembly)"]],
  ["ort-node", ["native", "onnxruntime-node (native)"]],
]);

const [width, labelWidth, plotEnd] = [760, 118, 712];
const [barHeight, barGap, groupGap] = [9, 2, 9];
const [top, bottom] = [62, 26];

const style = [
  ".peers{--ground:#fff;--ink:#1f2430;--soft:#5b6472;--line:#c4cbd6;--ours:#b4430c;--newest:#e08a4f;--peer:#8fa6c7;--native:#a9b3a0;",
  "font-family:Arial,'Liberation Sans',Helvetica,Arimo,sans-serif;font-size:12px}",
  "@media(prefers-color-scheme:dark){.peers{--ground:#14171c;--ink:#e7eaf0;--soft:#a5aebc;--line:#3d4655;--ours:#ff9d5c;",
  "--newest:#c4672a;--peer:#5f7ea8;--native:#6d7a62}}",
  ".peers .ground{fill:var(--ground)}.peers text{fill:var(--soft)}.peers .strong{fill:var(--ink);font-weight:bold}",
  ".peers .value{font-size:9px;paint-order:stroke;stroke:var(--ground);stroke-width:3px}.peers .grid{stroke:var(--line)}.peers .one{stroke:var(--ink)}",
  ...[...bars.values()].map(([name]) => `.peers .${name}{fill:var(--${name})}`),
].join("");

interface Bar {
  readonly engine: string;
  readonly ratio: number;
}

/**
 * How many times as fast as onnxruntime-web engines run each network, on a logarithmic axis: what is faster goes to the
 * right of the line at 1, what is slower to the left. An SVG document for light and dark pages.
 */
export function drawChart({ networks }: Results): string {
  const groups = networks
    .map((result) => ({
      network: result.network,
      bars: [...bars.keys()].flatMap((engine): readonly Bar[] => {
        const ratio = ratioOf(result, engine, base);
        return ratio === undefined ? [] : [{ engine, ratio }];
      }),
    }))
    .filter(({ bars: drawn }) => drawn.length > 0);
  const ratios = groups.flatMap((group) => group.bars.map(({ ratio }) => ratio));
  const ticks = powersOfTwo(Math.min(1, ...ratios), Math.max(2, ...ratios));
  const [least = 1, most = 2] = [ticks[0], ticks.at(-1)];
  const x = (ratio: number): number =>
    round(labelWidth + ((plotEnd - labelWidth) * Math.log(ratio / least)) / Math.log(most / least));

  const parts: string[] = [];
  let y = top;
  for (const { network, bars: drawn } of groups) {
    const height = drawn.length * (barHeight + barGap) - barGap;
    parts.push(text(labelWidth - 8, y + height / 2 + 4, network, "", "end"));
    for (const { engine, ratio } of drawn) {
      parts.push(bar(engine, ratio, x, y));
      y += barHeight + barGap;
    }
    y += groupGap;
  }
  const height = y + bottom;
  const shown = new Set(groups.flatMap((group) => group.bars.map(({ engine }) => engine)));
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" class="peers" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    "<title>Networks in compiled code and in its peers: times as fast as onnxruntime-web</title>",
    `<style>${style}</style>`,
    `<rect class="ground" width="${width}" height="${height}"/>`,
    text(12, 22, "Times as fast as onnxruntime-web (WebAssembly), one thread", "strong"),
    ...legend([...bars.keys()].filter((engine) => shown.has(engine))),
    ...ticks.map((tick) => line(x(tick), top - 6, y, tick === 1 ? "one" : "grid")),
    ...ticks.map((tick) => text(x(tick), y + 14, `${tick}×`, "", "middle")),
    ...parts,
    "</svg>",
  ].join("\n")}\n`;
}

function bar(engine: string, ratio: number, x: (ratio: number) => number, y: number): string {
  const [from, to] = [Math.min(x(1), x(ratio)), Math.max(x(1), x(ratio))];
  const shown = ratio >= 10 ? ratio.toFixed(0) : ratio >= 1 ? ratio.toFixed(1) : ratio.toFixed(2);
  return [
    `<rect class="${bars.get(engine)?.[0] ?? ""}" x="${from}" y="${y}" width="${round(Math.max(to - from, 1))}" height="${barHeight}">`,
    `<title>${engine}: ${shown}×</title></rect>`,
    text(to + 4, y + barHeight - 1, shown, "value"),
  ].join("");
}

function legend(engines: readonly string[]): readonly string[] {
  let at = 12;
  return engines.map((engine) => {
    const [name, words] = bars.get(engine) ?? ["", engine];
    const item = `<rect class="${name}" x="${at}" y="33" width="10" height="10"/>${text(at + 15, 42, words)}`;
    at += 40 + 6 * words.length;
    return item;
  });
}

/** From the power at or below `least` to the one at or above `most`. */
function powersOfTwo(least: number, most: number): readonly number[] {
  const [from, to] = [Math.floor(Math.log2(least)), Math.ceil(Math.log2(most))];
  return Array.from({ length: to - from + 1 }, (_, index) => 2 ** (from + index));
}

function text(x: number, y: number, content: string, name = "", anchor = "start"): string {
  const [classes, place] = [
    name === "" ? "" : ` class="${name}"`,
    anchor === "start" ? "" : ` text-anchor="${anchor}"`,
  ];
  return `<text${classes} x="${round(x)}" y="${round(y)}"${place}>${content}</text>`;
}

function line(x: number, from: number, to: number, name: string): string {
  return `<path class="${name}" d="M${x} ${from}V${to}"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
