/**
 * Folds, sorts and searches the layers of a report page, and finds the row of what is clicked in a chart or the graph.
 * Without it the page shows all rows. JavaScript with types as JSDoc, which the tests check.
 */
export const script = `
"use strict";
/** @param {string} id */
const byId = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(id);
  return found;
};
const table = byId("layers");
const search = /** @type {HTMLInputElement} */ (byId("search"));
const count = byId("count");
const bodies = [...table.querySelectorAll("tbody")].map((body) => ({
  body,
  rows: [...body.rows].filter((row) => row.dataset.path !== undefined),
  last: [...body.rows].filter((row) => row.classList.contains("total")),
}));
const rows = bodies.flatMap((part) => part.rows);
/** @param {HTMLTableRowElement} row Neither a block nor a part of a layer. */
const isLayer = (row) => !row.classList.contains("block") && !row.classList.contains("part");
const layers = rows.filter(isLayer);
const headers = [...table.querySelectorAll("th[data-sort]")];
const depths = [...document.querySelectorAll("[data-depth]")];
/** @type {Set<HTMLTableRowElement>} */
const opened = new Set();
let sort = { key: "", sign: -1 };

/** @param {HTMLTableRowElement} row */
const level = (row) => Number(row.dataset.level);
/** @param {HTMLTableRowElement} row */
const value = (row) => Number(row.dataset[sort.key] || 0);

const update = () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter((word) => word !== "");
  const flat = words.length > 0 || sort.key !== "";
  table.classList.toggle("flat", flat);
  table.classList.toggle("tree", !flat);
  let shown = 0;
  for (const { body, rows, last } of bodies) {
    // Rows that are moved lose the focus, so they are only where the order is another.
    const order = sort.key + sort.sign;
    if (body.dataset.order !== order) {
      const ordered = sort.key === "" ? rows : [...rows].sort((a, b) => sort.sign * (value(a) - value(b)));
      body.append(...ordered, ...last);
      body.dataset.order = order;
    }
    let folded = Infinity;
    for (const row of rows) {
      const isBlock = row.classList.contains("block");
      if (flat) {
        const text = (row.dataset.text || "").toLowerCase();
        row.hidden = isBlock || !words.every((word) => text.includes(word));
      } else {
        row.hidden = level(row) > folded;
        if (!row.hidden) folded = isBlock && !opened.has(row) ? level(row) : Infinity;
      }
      if (!row.hidden && isLayer(row)) shown += 1;
      const fold = row.querySelector(".fold");
      if (fold) fold.setAttribute("aria-expanded", String(opened.has(row)));
    }
  }
  for (const header of headers) {
    const active = header.getAttribute("data-sort") === sort.key && sort.key !== "";
    header.setAttribute("aria-sort", !active ? "none" : sort.sign < 0 ? "descending" : "ascending");
  }
  count.textContent = flat ? shown + " of " + layers.length + " layers" : layers.length + " layers";
};

/** @param {number} depth */
const unfold = (depth) => {
  opened.clear();
  for (const row of rows) if (row.classList.contains("block") && level(row) < depth) opened.add(row);
  for (const button of depths) {
    button.setAttribute("aria-pressed", String(Number(button.getAttribute("data-depth")) === depth));
  }
  update();
};

/** @param {HTMLTableRowElement} row */
const reveal = (row) => {
  search.value = "";
  sort = { key: "", sign: -1 };
  let inner = level(row);
  for (const before of rows.slice(0, rows.indexOf(row)).reverse()) {
    if (level(before) < inner) {
      inner = level(before);
      opened.add(before);
    }
  }
  for (const button of depths) button.setAttribute("aria-pressed", "false");
  update();
  for (const each of rows) each.classList.toggle("found", each === row);
  row.scrollIntoView({ block: "center" });
  row.tabIndex = -1;
  row.focus({ preventScroll: true });
};

/** @param {string} hash */
const revealHash = (hash) => {
  const row = rows.find(({ id }) => id !== "" && "#" + id === hash);
  if (row) reveal(row);
  return row !== undefined;
};

search.addEventListener("input", update);
for (const button of depths) {
  button.addEventListener("click", () => {
    search.value = "";
    sort = { key: "", sign: -1 };
    unfold(Number(button.getAttribute("data-depth")));
  });
}
for (const header of headers) {
  header.addEventListener("click", () => {
    const key = header.getAttribute("data-sort") || "";
    if (sort.key !== key) sort = { key, sign: -1 };
    else if (sort.sign < 0) sort = { key, sign: 1 };
    else sort = { key: "", sign: -1 };
    update();
  });
}
table.addEventListener("click", (event) => {
  const fold = event.target instanceof Element && event.target.closest(".fold");
  const row = fold && fold.closest("tr");
  if (!row) return;
  if (!opened.delete(row)) opened.add(row);
  for (const button of depths) button.setAttribute("aria-pressed", "false");
  update();
});
document.addEventListener("click", (event) => {
  if (!(event.target instanceof Element)) return;
  const link = event.target.closest('a[href^="#r"]');
  if (link && revealHash(link.getAttribute("href") || "")) {
    event.preventDefault();
    return;
  }
  const box = event.target.closest(".diagram [data-layers]");
  if (!box) return;
  const paths = (box.getAttribute("data-layers") || "").split(" ");
  const row = layers.find(({ dataset }) => paths.includes(dataset.path || ""));
  if (row) reveal(row);
});
unfold(Number(table.dataset.unfolded));
revealHash(location.hash);
`;
