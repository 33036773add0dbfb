import type { GraphBuilder } from "../ir/builder.js";
import { neededValues, trainingValues } from "../ir/dependence.js";
import { showShape, type Graph } from "../ir/graph.js";
import type * as Ast from "../syntax/ast.js";
import type { Evaluator } from "./expressions.js";
import type { Flow } from "./flow.js";
import type { FlowChecker } from "./flows.js";
import { traced, type Frame } from "./frame.js";
import type { LabelReader } from "./labels.js";
import type { LayerMaker } from "./layers.js";
import { reportDuplicate } from "./link.js";
import { pictureOf } from "./picture.js";
import type { Report } from "./report.js";
import type { Scope } from "./scope.js";

const unknown: Flow = { kind: "unknown" };

/** Makes the inputs and outputs of a model, and the taps in it. */
export class PortMaker {
  /** By name: arms of different `if`s may declare the same. */
  private readonly inputs = new Map<string, Ast.Name>();
  private readonly outputs = new Map<string, Ast.Name>();
  /** By path. */
  private readonly taps = new Map<string, Ast.Name>();
  /** Whether the network that is run has an output. */
  hasOutput = false;

  constructor(
    private readonly builder: GraphBuilder,
    private readonly layers: LayerMaker,
    private readonly flows: FlowChecker,
    private readonly evaluator: Evaluator,
    private readonly labels: LabelReader,
    private readonly report: Report,
  ) {}

  input(input: Ast.Input, scope: Scope, frame: Frame): Flow {
    const { name, shape, classes, training, span } = input;
    this.declare(name, this.inputs);
    const extents = shape ? this.flows.extents(shape, scope) : [];
    if (extents === undefined || !this.layers.fits(extents, input, frame)) return unknown;
    const how = classes ? undefined : input.picture;
    const picture = how && pictureOf(how, extents, scope, this.evaluator, this.report);
    const dtype = classes ? "i32" : "f32";
    const value = this.builder.input(name.text, ["N", ...extents], { picture, dtype, training });
    return {
      kind: "value",
      value,
      trail: { label: name.text, shape: showShape(extents), span, previous: undefined },
    };
  }

  /** An output; `made` is what its chain gives, or the value that has its name already. */
  output({ name, labels, training, doc }: Ast.Output, made: Flow, frame: Frame): Flow {
    this.declare(name, this.outputs);
    const value = this.flows.single(made, name.span, frame);
    const role = training ? "training" : "output";
    this.hasOutput ||= !training;
    if (value.kind !== "value") return value;
    const { shape } = this.builder.typeOf(value.value);
    const named = labels && this.labels.labels(labels, name, shape);
    this.builder.output(name.text, value.value, { kind: role }, doc, named);
    return value;
  }

  tap({ name, doc }: Ast.Tap, made: Flow, frame: Frame): Flow {
    const path = frame.prefix + name.text;
    const value = this.flows.single(made, name.span, frame);
    const earlier = this.taps.get(path);
    if (earlier) {
      const labels = [
        { span: name.span, text: `the second ${path}` },
        { span: earlier.span, text: `the first ${path}` },
      ];
      const message = `two taps have the path ${path}`;
      this.report.error("CNN0403", message, traced(frame, labels), "give one of them another name");
    } else if (value.kind === "value") this.builder.tap(path, value.value, doc);
    this.taps.set(path, name);
    return value;
  }

  /** Reports what inference gives and cannot give: what needs an input of training. */
  holdApart(graph: Graph): void {
    const training = trainingValues(graph);
    const outputs = graph.outputs.filter(({ role }) => role.kind === "output");
    const given = [
      ...outputs.map(({ name, value }) => ({ name, value, place: this.outputs.get(name) })),
      ...graph.taps.map(({ name, value }) => ({ name, value, place: this.taps.get(name) })),
    ];
    for (const { name, value, place } of given) {
      if (place === undefined || !training.has(value)) continue;
      const needed = neededValues(graph, [value]);
      const inputs = graph.inputs.filter((input) => input.training && needed.has(input.value));
      const labels = [
        { span: place.span, text: "is there in inference too" },
        ...inputs.flatMap((input) => {
          const declared = this.inputs.get(input.name);
          return declared ? [{ span: declared.span, text: "is there in training only" }] : [];
        }),
      ];
      const message = `\`${name}\` needs ${inputs.map((input) => `\`${input.name}\``).join(", ")}`;
      const help = "write `training output`, or take `training` from the input";
      this.report.error("CNN0407", `${message}, which inference does not have`, labels, help);
    }
  }

  private declare(name: Ast.Name, ports: Map<string, Ast.Name>): void {
    const earlier = ports.get(name.text);
    if (earlier) reportDuplicate(name, earlier, this.report);
    else ports.set(name.text, name);
  }
}
