import type * as Ast from "../syntax/ast.js";
import { builtins } from "./callee.js";
import type { FileScope, OperatorDefinitions } from "./link.js";
import type { Report } from "./report.js";
import { slotsOf, type Slot } from "./signature.js";

/** A block that a definition calls, or passes on to be called. */
export interface Mention {
  readonly name: Ast.Name;
  readonly target: Ast.Definition;
}

/** What can be applied by its name in a file: operators and blocks. Notes the blocks that are. */
export class Callables {
  readonly mentions: Mention[] = [];

  constructor(
    private readonly file: FileScope,
    private readonly operators: OperatorDefinitions,
    private readonly report: Report,
  ) {}

  /** Whether the name has a meaning at file level, be it one that an error has left unknown. Reports a model. */
  mention(name: Ast.Name): boolean {
    const linked = this.file.get(name.text);
    if (linked === undefined) {
      return builtins.has(name.text) || this.operators.get(name.text)?.syntax.kind === "call";
    }
    const { target, constant } = linked;
    if (constant) {
      const labels = [
        { span: name.span, text: "used here" },
        { span: constant.constant.name.span, text: "declared only here" },
      ];
      const help = "a constant may use those above it";
      this.report.error("CNN0101", `there is no constant \`${name.text}\` yet`, labels, help);
    } else if (target?.definition.kind === "model") {
      const help = "only blocks and operators can be applied";
      this.report.error("CNN0101", `\`${name.text}\` is a model, not a layer`, name.span, help);
    } else if (target) {
      this.mentions.push({ name, target: target.definition });
    }
    return true;
  }

  /** What the operator or block takes; `undefined` where there is none of that name. */
  slots({ text }: Ast.Name): readonly Slot[] | undefined {
    const linked = this.file.get(text);
    if (linked) return linked.target && slotsOf({ kind: "block", target: linked.target });
    const builtin = builtins.get(text);
    if (builtin) return slotsOf(builtin);
    const definition = this.operators.get(text);
    return definition && slotsOf({ kind: "operator", definition });
  }

  names(): string[] {
    const written = [...this.operators.values()].filter(({ syntax }) => syntax.kind === "call");
    return [...written.map(({ name }) => name), ...builtins.keys(), ...this.file.keys()];
  }
}
