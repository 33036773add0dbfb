import type { OperationOf } from "../../../../program/program.js";
import { inputsIn, printScalar, type Scalar } from "../../../../ir/scalar.js";
import { folded, indent, numberOperand, type Kernel } from "../kernel.js";
import { numberLiteral, operationsOf } from "../scalar.js";
import { workOfItems, type KernelWork } from "../work.js";
import { itemsOf, nestOf, nestShape, placeTerms, splitLines } from "./nest.js";

/**
 * A reduction: invocations beside one another have results beside one another, and so many share the elements of each,
 * whose parts they put together as a tree.
 */
export function reduceKernel({ reduction, expression, inputs, output }: OperationOf<"reduce">): Kernel {
  const used = inputsIn(expression);
  const all = inputs.map((_, index) => `input${index + 1}`);
  const views = [...inputs, output];
  const shape = inputs[0]?.shape ?? [];
  const reduced = shape.map((extent, axis) => (output.shape[axis] === extent ? 1 : extent));
  const kept = nestOf(output.shape, views);
  const inner = nestOf(reduced, inputs);
  const [items, terms] = [itemsOf(kept), itemsOf(inner)];
  const across = items >= 16 ? 16 : 1;
  const parts = 64 / across;
  const workgroups = Math.ceil(items / across);
  const operands = inputs.flatMap((view, index) =>
    used.has(index) ? [numberOperand(all[index] ?? "", view)] : [],
  );
  const roles = operands.map(({ role }) => role);
  const fields = [...nestShape(kept, "n", [...all, "output"]), ...nestShape(inner, "k", all)].filter(
    ([field]) => {
      const [role = "", rest] = field.split("_");
      return rest === undefined || role === "output" || roles.includes(role);
    },
  );
  const isMax = reduction === "max";
  const combine = (a: string, b: string): string => (isMax ? `max(${a}, ${b})` : `${a} + ${b}`);
  return {
    name: `reduce_${reduction}`,
    title: `Reduction (${reduction}) of ${printScalar(expression, all)}.`,
    constants: { ACROSS: across, PARTS: parts },
    shape: [["count", items], ["terms", terms], ...fields],
    inputs: operands,
    output: numberOperand("output", output),
    shared: 64,
    work: work(expression, roles.length, { items, terms, parts }),
    builtins: ["group", "groups", "local"],
    workgroup: ["$ACROSS", "$PARTS"],
    groups: folded(workgroups),
    body: (access) => {
      const { statements, value } = access.compute(expression, all, "f32");
      return [
        "// Behind the last item, that one is reduced again, and not written: all invocations meet at the barriers.",
        "let wanted = (group.x + group.y * groups.x) * $ACROSS + local.x;",
        "let item = min(wanted, $shape.count - 1);",
        ...splitLines(kept, "item", "n"),
        `var part = ${numberLiteral(isMax ? -Infinity : 0, "f32")};`,
        "for (var term = local.y; term < $shape.terms; term += $PARTS) {",
        ...indent([
          ...splitLines(inner, "term", "k"),
          ...roles.map(
            (role) =>
              `let ${role} = ${access.read(role, `$shape.${role}_at${placeTerms(kept, role, "n")}${placeTerms(inner, role, "k")}`)};`,
          ),
          ...statements,
          `part = ${combine("part", value)};`,
        ]),
        "}",
        "$shared[local.x * $PARTS + local.y] = part;",
        "workgroupBarrier();",
        "for (var half = $PARTS / 2; half > 0; half /= 2) {",
        "  if (local.y < half) {",
        "    let mine = local.x * $PARTS + local.y;",
        `    $shared[mine] = ${combine("$shared[mine]", "$shared[mine + half]")};`,
        "  }",
        "  workgroupBarrier();",
        "}",
        "if ((local.y == 0) & (wanted < $shape.count)) {",
        `  ${access.write(
          `$shape.output_at${placeTerms(kept, "output", "n")}`,
          reduction === "mean"
            ? "$shared[local.x * $PARTS] / f32($shape.terms)"
            : "$shared[local.x * $PARTS]",
        )}`,
        "}",
      ];
    },
  };
}

/** Terms one by one, then a tree of the parts. */
function work(
  expression: Scalar,
  operands: number,
  { items, terms, parts }: { readonly items: number; readonly terms: number; readonly parts: number },
): KernelWork {
  const flops = terms * (operationsOf(expression) + 1) + parts;
  const each = { flops, loads: operands * terms, traffic: 4 * operands * terms, registers: 2 + operands };
  return workOfItems(items, each, 1);
}
