import { hardestOf, showsTop5, worstOf, type ClassSummary, type Evaluation } from "./evaluate.js";
import { matrixHtml } from "./evaluation-matrix.js";
import { percent } from "./evaluation-text.js";
import { escapeHtml, renderPage } from "./html.js";
import { grouped } from "./text.js";

/** Mistakes that are listed. */
const listed = 50;

/** One page that needs nothing else: accuracy, the confusion matrix, the worst confusions, and every class. */
export function evaluationPage(evaluation: Evaluation, failed: number): string {
  const { model, output, samples, right, rightIn5, classes, confusions } = evaluation;
  const tiles = [
    ["accuracy", percent(right, samples)],
    ...(showsTop5(evaluation) ? [["in top 5", percent(rightIn5, samples)]] : []),
    ["samples", grouped(samples)],
    ["mistakes", grouped(samples - right)],
    ["classes", grouped(classes.length)],
    ...(failed > 0 ? [["not read", grouped(failed)]] : []),
  ];
  const worst = worstOf(confusions).slice(0, listed);
  const nameOf = (index: number): string => escapeHtml(classes[index]?.name ?? "");
  const mistakes = worst.map(({ actual, predicted, count }) => {
    const of = classes[actual]?.samples ?? 0;
    return `<tr><td>${nameOf(actual)}</td><td>${nameOf(predicted)}</td><td class="n">${grouped(count)}</td><td class="n">${percent(count, of)}</td></tr>`;
  });
  const empty = classes.filter((of) => of.samples === 0).length;
  const body = `
<h1>${escapeHtml(model)} <small>output ${escapeHtml(output)}</small></h1>
<dl>${tiles.map(([name = "", value = ""]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join("")}</dl>
<h2>Confusion matrix</h2>
<p>A row is what a sample is, a column what it is taken for. Blue is right, red is wrong; the stronger, the larger the share of the row.</p>
<div class="scroll">${matrixHtml(evaluation)}</div>
<div class="columns">
<section>
<h2>Most often mistaken</h2>
${worst.length === 0 ? "<p>Nothing was.</p>" : `<table><thead><tr><th>class</th><th>taken for</th><th class="n">times</th><th class="n">of the class</th></tr></thead><tbody>\n${mistakes.join("\n")}\n</tbody></table>`}
</section>
<section>
<h2>Classes, the hardest first</h2>
<div class="tall"><table><thead><tr><th>class</th><th class="n">samples</th><th class="n">right</th><th></th><th class="n">precision</th></tr></thead><tbody>
${hardestOf(classes)
  .map((of) => classRow(of, nameOf(of.index)))
  .join("\n")}
</tbody></table></div>
${empty === 0 ? "" : `<p>${grouped(empty)} ${empty === 1 ? "class has" : "classes have"} no samples.</p>`}
</section>
</div>
`;
  return renderPage({ title: `${model}: ${percent(right, samples)}`, style, body });
}

function classRow({ samples, predicted, right }: ClassSummary, name: string): string {
  const share = percent(right, samples);
  return `<tr><td>${name}</td><td class="n">${grouped(samples)}</td><td class="n">${share}</td><td><span class="bar"><i style="width:${share}"></i></span></td><td class="n">${percent(right, predicted)}</td></tr>`;
}

const style = `
:root { color-scheme: light dark; --page: #fff; --text: #1c2430; --faint: #667085; --line: #d8dee8; --right: #8cbcf0; --wrong: #f0968c; --right-dot: #1f6fc4; --wrong-dot: #d92d20; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14181f; --text: #e4e8ef; --faint: #94a0b3; --line: #333c4a; --right: #28609b; --wrong: #a33c33; --right-dot: #6cb0ff; --wrong-dot: #ff7a6e; }
}
body { margin: 2rem auto; max-width: 76rem; padding: 0 1.5rem; background: var(--page); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0; }
h1 small, p, dt, thead th { color: var(--faint); font-weight: normal; }
h1 small { font-size: 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.4rem; }
p { margin: 0 0 0.8rem; }
dl { display: flex; flex-wrap: wrap; gap: 2.5rem; margin: 1.2rem 0; }
dt { font-size: 0.85rem; }
dd { margin: 0; font-size: 1.5rem; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
td, thead th { padding: 0.2rem 0.7rem 0.2rem 0; text-align: left; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
.n { text-align: right; white-space: nowrap; }
thead th { position: sticky; top: 0; background: var(--page); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(28rem, 100%), 1fr)); gap: 0 3rem; }
.columns table { width: 100%; }
.tall { max-height: 48rem; overflow-y: auto; }
.scroll { overflow-x: auto; }
.bar { display: block; width: 6rem; height: 0.6rem; background: var(--line); }
.bar i { display: block; height: 100%; background: var(--right); }
.matrix td, .matrix th { border: 1px solid var(--line); padding: 0.2rem 0.35rem; text-align: right; min-width: 1.5rem; font-weight: normal; white-space: nowrap; color: inherit; }
.matrix { font-size: 0.87rem; }
.matrix thead th { position: static; }
.matrix tbody th { position: sticky; left: 0; background: var(--page); }
.matrix thead th { vertical-align: bottom; }
.matrix .long th span { writing-mode: vertical-rl; transform: rotate(180deg); }
.matrix .right { background: color-mix(in srgb, var(--right) var(--share), transparent); }
.matrix .wrong { background: color-mix(in srgb, var(--wrong) var(--share), transparent); }
.matrix .none { color: var(--faint); opacity: 0.5; }
svg { display: block; width: 100%; max-width: 60rem; height: auto; }
svg text { fill: var(--faint); font-family: inherit; }
svg .frame { fill: none; stroke: var(--line); }
svg .right { fill: var(--right-dot); }
svg .wrong { fill: var(--wrong-dot); }
`;
