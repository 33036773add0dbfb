/**
 * The text of kernels with every product that is added to something, or taken from it, in one instruction with that
 * sum. WebAssembly leaves it to the machine whether the product is rounded before.
 */
export function relaxed(text: string): string {
  let [result, from] = ["", 0];
  for (;;) {
    sums.lastIndex = from;
    const found = sums.exec(text);
    if (found === null) return result + text.slice(from);
    const end = endOf(text, found.index);
    const [a = "", b = ""] = operandsOf(text.slice(found.index, end)).map(relaxed);
    result += text.slice(from, found.index) + fused(found[1] ?? "", a, b);
    from = end;
  }
}

const sums = /\(f32x4\.(add|sub)\s/g;
const product = "(f32x4.mul ";

function fused(op: string, a: string, b: string): string {
  const [of, to] = !b.startsWith(product) && op === "add" ? [a, b] : [b, a];
  if (!of.startsWith(product)) return `(f32x4.${op} ${a} ${b})`;
  const factors = operandsOf(of).join(" ");
  return `(f32x4.relaxed_${op === "add" ? "madd" : "nmadd"} ${factors} ${to})`;
}

/** Behind the parenthesis that closes the one at a place. */
function endOf(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at += 1) {
    const character = text[at];
    if (character === "(") depth += 1;
    if (character === ")") depth -= 1;
    if (depth === 0) return at + 1;
  }
  throw new Error(`a parenthesis of ${text.slice(open, open + 80)} is open`);
}

/** The operands of an instruction that are in parentheses. */
function operandsOf(instruction: string): readonly string[] {
  const operands: string[] = [];
  for (let open = instruction.indexOf("(", 1); open !== -1;) {
    const end = endOf(instruction, open);
    operands.push(instruction.slice(open, end));
    open = instruction.indexOf("(", end);
  }
  return operands;
}
