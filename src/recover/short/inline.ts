import type * as Ast from "../../syntax/ast.js";
import { filledIn, type Drafts } from "./draft.js";
import { channels, mentions } from "./parameters.js";
import { innerElements } from "./skeleton.js";
import { stepsOf, valuesOf, withBodies, type Step } from "./steps.js";

/** Puts blocks that only one place calls into that place, but for what only a block can say. */
export function inlineBlocks(drafts: Drafts): void {
  for (const { name } of drafts.blocks) {
    const block = drafts.blocks.find((one) => one.name.text === name.text);
    if (block === undefined || !canStandElsewhere(block)) continue;
    const calls = drafts.all.flatMap(({ definition }) => callsOf(definition.body, name.text));
    if (calls.length > 1) continue;
    drafts.all = drafts.all
      .filter(({ definition }) => definition !== block)
      .map((draft) => {
        const assemble = drafts.assembler(valuesOf(draft.definition));
        const inlined = (body: Ast.Body): Ast.Body =>
          assemble(
            stepsOf(body).flatMap((one): readonly Step[] => {
              if (one.kind === "mark") return [one];
              const { element } = one;
              if (element.kind === "layer" && element.callee.text === name.text)
                return bodyFor(block, element);
              return [{ kind: "element", element: withBodies(element, inlined) }];
            }),
          );
        return { ...draft, definition: { ...draft.definition, body: inlined(draft.definition.body) } };
      });
  }
}

function callsOf(body: Ast.Body, block: string): readonly Ast.Element[] {
  const elements = stepsOf(body).flatMap((one) => (one.kind === "element" ? innerElements(one.element) : []));
  return elements.filter((element) => element.kind === "layer" && element.callee.text === block);
}

/** A body means the same elsewhere if it binds no names and does not speak of what enters it. */
function canStandElsewhere(block: Ast.Definition): boolean {
  const entersAgain = stepsOf(block.body).some((one) => one.kind === "element" && one.element.kind === "in");
  return !entersAgain && valuesOf(block).size === 0 && !mentions(withoutShapes(block.body), channels);
}

function withoutShapes(body: Ast.Body): unknown {
  return JSON.parse(JSON.stringify(body, (key, value: unknown) => (key === "shape" ? undefined : value)));
}

function bodyFor({ parameters, body }: Ast.Definition, call: Ast.Layer): readonly Step[] {
  const given = new Map(call.arguments?.map(({ name, value }) => [name?.text ?? "", value]));
  const meanings = new Map(
    parameters.flatMap(({ name }) => {
      const value = given.get(name.text);
      return value ? [[name.text, value] as const] : [];
    }),
  );
  return stepsOf(filledIn(body, meanings));
}
