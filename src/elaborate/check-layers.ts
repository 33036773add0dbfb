import type * as Ast from "../syntax/ast.js";
import type { Callables } from "./callables.js";
import type { ExpressionChecker } from "./check-expressions.js";
import type { OperatorDefinitions } from "./link.js";
import type { Report } from "./report.js";
import type { StaticScope } from "./static-scope.js";
import { didYouMean } from "./suggest.js";

/** Checks the layers of chains: that what is applied can be, and is given what it takes. */
export class LayerChecker {
  constructor(
    private readonly expressions: ExpressionChecker,
    private readonly callables: Callables,
    private readonly operators: OperatorDefinitions,
    private readonly report: Report,
  ) {}

  check(layer: Ast.Layer, scope: StaticScope, isFirst: boolean): void {
    const { callee } = layer;
    const given = layer.arguments ?? [];
    const declared = scope.lookup(callee.text);
    scope.use(callee.text);
    if (declared?.kind === "tensor") this.boundValue(layer, isFirst);
    else if (declared) {
      if (declared.kind === "ambiguous" || declared.type === undefined || declared.type.kind === "layer") {
        this.expressions.checkCall(callee, undefined, given, scope);
      } else {
        this.report.error("CNN0101", `\`${callee.text}\` is a parameter, not a layer`, callee.span);
      }
    } else if (this.callables.mention(callee)) {
      this.expressions.checkCall(callee, this.callables.slots(callee), given, scope);
    } else {
      this.unknown(callee, scope);
    }
  }

  private boundValue({ callee, arguments: given, alias }: Ast.Layer, isFirst: boolean): void {
    const { text, span } = callee;
    if (!isFirst) {
      this.report.error("CNN0002", `\`${text}\` is a bound value, which can only start a chain`, span);
    } else if (given !== undefined || alias !== undefined) {
      this.report.error("CNN0002", `\`${text}\` is a bound value, not a layer`, span);
    }
  }

  private unknown({ text, span }: Ast.Name, scope: StaticScope): void {
    const operator = this.operators.get(text);
    if (operator?.syntax.kind === "construct") {
      const help = `write ${operator.syntax.writtenAs}`;
      this.report.error("CNN0101", `\`${text}\` is not called by name`, span, help);
      return;
    }
    if (text === "picture") {
      const help = "it stands behind the shape of an input, on the same line";
      this.report.error("CNN0101", "`picture` is not a layer", span, help);
      return;
    }
    const candidates = [...this.callables.names(), ...scope.tensors(), ...scope.variables()];
    const message = `there is no layer, block or value \`${text}\``;
    this.report.error("CNN0101", message, span, didYouMean(text, candidates));
  }
}
