import fc from "fast-check";
import { Choices } from "./choices.js";

const end = "\n";

/**
 * The tokens of a file that uses every construct of the language, with the newlines that end statements. Every layer
 * keeps the shape of its input, so that nearly all of them are sound networks.
 */
class Writer {
  readonly tokens: string[] = [];
  private names = 0;
  private values: string[] = [];
  private depth = 0;
  private readonly blocks: string[] = [];

  constructor(private readonly choices: Choices) {}

  file(): readonly string[] {
    const { choices } = this;
    if (choices.below(4) === 1) this.put('import { conv_norm_act , squeeze_excite } from "std"', end);
    while (choices.areLeft && this.blocks.length < 1 + choices.below(3)) {
      if (choices.below(3) === 1) this.constant(choices.of("", "export"));
      this.block();
    }
    this.model();
    if (choices.below(8) === 1) this.put(end, "const", this.name(), "=", choices.of("true", "false"));
    return this.tokens;
  }

  private put(...texts: readonly string[]): void {
    for (const text of texts) {
      if (text === end) this.tokens.push(end);
      else this.tokens.push(...(text.match(/\/\/\/.*|"[^"]*"|\S+/g) ?? []));
    }
  }

  private name(): string {
    this.names += 1;
    return `n${this.names}`;
  }

  private documented(): void {
    if (this.choices.below(4) === 1) this.put(end, "/// What this is.", end);
    if (this.choices.below(12) === 1) this.put("/// - more", end);
  }

  private constant(before: string): void {
    const { choices } = this;
    const type = choices.of("", ": int");
    this.put(before, "const", this.name(), type, "=");
    if (type === "" && choices.below(2) === 1) this.list();
    else this.number(2);
    this.put(end);
  }

  private list(): void {
    const rows = 1 + this.choices.below(3);
    this.put("[");
    for (let row = 0; row < rows; row += 1) {
      this.put(row === 0 ? "(" : ", (", this.choices.of("3x3", "1x1"), ",");
      this.number(1);
      this.put(",", this.choices.of("relu", "tanh", "hard_swish"), ")");
    }
    this.put("]");
  }

  private block(): void {
    const { choices } = this;
    const name = this.name();
    this.documented();
    this.put(choices.of("", "export"), "block", name, "(");
    const first = this.name();
    const parameters = choices.below(3);
    if (parameters > 0)
      this.put(first, choices.of(": int = 3", ": layer = relu", ": kernel = 3x3", ": padding = same"));
    if (parameters > 1)
      this.put(",", this.name(), ",", this.name(), ":", choices.of("a | b = a", "tensor [ _ , 8 , 8 ]"));
    const isSound = parameters < 2;
    this.put(")", choices.of("", "[ c , h , 8 ]", "[ _ , 2 * 4 , 8 ]"), choices.of("", "-> [ 4 , 8 , _ ]"));
    const before = this.values;
    this.values = [];
    this.body();
    this.values = before;
    this.put(end);
    if (isSound) this.blocks.push(name);
  }

  private model(): void {
    const { choices } = this;
    this.documented();
    this.put("model m");
    if (choices.below(2) === 1) this.put("( classes : int =", choices.of("3", "1_000"), ")");
    this.put("{", end, "input x : [ 4 , 8 , 8 ]", end);
    this.put(
      choices.of("", `training input ${this.name()} : class`, `training input ${this.name()} : class [ 8 ]`),
      end,
    );
    this.statements(1 + choices.below(4));
    this.documented();
    this.put("output y =");
    this.chain();
    this.put(choices.of("", 'labels [ "a" , "b" , "c" , "d {" ]'), end);
    if (choices.below(3) === 1) {
      this.put("training output z = flatten -> dense ( 2 )", end);
    }
    if (choices.below(3) === 1) {
      this.put("expect params >= ", choices.of("0", "0K"), choices.of("", "when 1 < 2 and not 2 == 3"), end);
    }
    this.put("}");
  }

  private body(): void {
    this.depth += 1;
    const known = this.values.length;
    this.put("{");
    this.statements(this.choices.below(this.depth > 3 ? 2 : 4));
    this.put("}");
    this.values.length = known;
    this.depth -= 1;
  }

  private statements(count: number): void {
    for (let index = 0; index < count; index += 1) {
      if (this.choices.areLeft) this.statement();
      else this.put("relu");
      this.put(end);
    }
  }

  private statement(): void {
    const { choices } = this;
    switch (choices.below(9)) {
      case 1: {
        const name = this.name();
        this.put(name, "=");
        this.chain();
        this.values.push(name);
        return;
      }
      case 2:
        this.put("assert 1 <=");
        this.number(2);
        this.put('or true : "{in} is not {in.height}"');
        return;
      case 3: {
        const [a, b] = [this.name(), this.name()];
        this.put(a, ",", b, "= split ( 2 )", end, "concat { branch", a, end, "branch", b, "}");
        return;
      }
      case 4: {
        const name = this.name();
        this.put("share", name, "= conv ( 4 , 1x1 )", end, name, "->", name);
        return;
      }
      case 5:
        this.constant("");
        this.tokens.pop();
        return;
      case 6: {
        if (this.depth > 0) break;
        const name = this.name();
        this.documented();
        this.put("tap", name, "=");
        this.chain();
        return;
      }
      default:
        break;
    }
    this.chain();
  }

  private chain(): void {
    const { choices } = this;
    const start = choices.of(
      "",
      "",
      "in ->",
      ...(this.values.length > 0 ? [`${this.values.at(-1) ?? ""} ->`] : []),
    );
    const isTop = this.depth === 0 && start === "in ->";
    this.put(isTop ? "" : start);
    const count = 1 + choices.below(3);
    for (let index = 0; index < count; index += 1) {
      if (index > 0) this.put("->");
      this.element();
      if (choices.below(5) === 1) this.put(": [ 4 ,", choices.of("8", "2 * 4", "( 16 - 8 )"), ", 8 ]");
    }
  }

  private element(): void {
    const { choices } = this;
    if (this.depth > 4 || !choices.areLeft) {
      this.put("relu");
      return;
    }
    switch (choices.below(13)) {
      case 1:
        this.put("conv ( 4 , 3x3 , pad : same , bias :", choices.of("false", "true"), ")");
        this.put(choices.of("", `as ${this.name()}`));
        return;
      case 2:
        this.put("conv ( filters :");
        this.choice("4");
        this.put(", kernel : kernel ( 1 , 1 ) )");
        return;
      case 3:
        this.put("repeat", choices.of("2", "0", "1 + 1"), choices.of("", `as ${this.name()}`));
        this.body();
        return;
      case 4:
        this.put("if");
        this.condition(2);
        this.body();
        if (choices.below(2) === 1) {
          this.put("else if");
          this.condition(1);
          this.body();
        }
        if (choices.below(2) === 1) {
          this.put("else");
          this.body();
        }
        return;
      case 5:
        this.put("residual");
        if (choices.below(3) === 1) {
          this.put("when");
          this.condition(2);
        }
        this.body();
        if (choices.below(2) === 1) {
          this.put("shortcut");
          this.body();
        }
        this.put(choices.of("", `as ${this.name()}`));
        return;
      case 6:
      case 7:
        this.join();
        return;
      case 8: {
        const [size, count, act] = [this.name(), this.name(), this.name()];
        this.put("for (", size, ",", count, ",", act, ") in");
        this.list();
        this.put(choices.of("", `as ${this.name()}`), "{", act, "}");
        return;
      }
      case 9:
        this.put("lrn ( 5 , alpha :", choices.of("1e-4", "1E-4", "0.000_1", "1e+0"), ", k : - ( - 2 ) )");
        return;
      case 10:
        this.put(choices.of("relu", ...this.blocks), choices.of("", `as ${this.name()}`));
        return;
      case 11:
        this.put("batchnorm -> tanh");
        return;
      default:
        this.put("relu");
    }
  }

  private join(): void {
    const { choices } = this;
    const isConcat = choices.below(2) === 0;
    this.put(isConcat ? "concat" : choices.of("add", "mul", "maximum"), "{");
    const count = (isConcat ? 1 : 2) + choices.below(2);
    for (let index = 0; index < count; index += 1) {
      this.put("branch", choices.of("", `${this.name()} =`));
      if (choices.below(2) === 1) this.body();
      else this.chain();
      this.put(end);
    }
    this.put("}", choices.of("", `as ${this.name()}`), isConcat ? "-> conv ( 4 , 1x1 )" : "");
  }

  private choice(value: string): void {
    if (this.choices.below(2) === 0) {
      this.put(value);
      return;
    }
    this.put("if");
    this.condition(1);
    this.put("then", value, "else", value);
  }

  private number(depth: number): void {
    const { choices } = this;
    if (depth === 0 || choices.below(3) === 0) {
      this.put(choices.of("1", "2", "1_000", "- 3", "length ( [ 1 , 2 ] )"));
      return;
    }
    switch (choices.below(4)) {
      case 0:
        this.number(depth - 1);
        this.put(choices.of("+", "-", "*"));
        this.number(depth - 1);
        return;
      case 1:
        this.put("(");
        this.number(depth - 1);
        this.put(choices.of("+", "-"));
        this.number(depth - 1);
        this.put(")", choices.of("*", "-", "%"), "3");
        return;
      case 2:
        this.put(choices.of("min", "max"), "(");
        this.number(depth - 1);
        this.put(",");
        this.number(depth - 1);
        this.put(")");
        return;
      default:
        this.put("( if");
        this.condition(depth - 1);
        this.put("then");
        this.number(depth - 1);
        this.put("else");
        this.number(depth - 1);
        this.put(")");
    }
  }

  private condition(depth: number): void {
    const { choices } = this;
    if (depth === 0 || choices.below(2) === 0) {
      this.number(depth);
      this.put(choices.of("<", "==", ">="));
      this.number(0);
      return;
    }
    const isGroup = choices.below(2) === 1;
    this.put(isGroup ? choices.of("( not", "(") : "");
    this.condition(depth - 1);
    this.put(choices.of("and", "or"));
    this.condition(depth - 1);
    this.put(isGroup ? ")" : "");
  }
}

const continuesAfter = new Set("-> , = { ( [ + - * / % == != < <= > >= and or not".split(" "));
const continuesBefore = new Set(["->", ":", "else", "shortcut", "}"]);
const words = /^[\w.]/;

/** Space and comments of any kind wherever they may stand between the tokens. */
function spaced(tokens: readonly string[], choices: Choices): string {
  let text = "";
  let previous = "";
  let brackets = 0;
  let comments = 0;
  const comment = (): string => {
    comments += 1;
    return choices.of(`// c${comments}`, `//c${comments}`, `/// c${comments}`, `//// c${comments} "{`);
  };
  const newline = (): string => choices.of("\n", "\n\n", "\n\n\n\n", ` ${comment()}\n`, `\n  ${comment()}\n`);
  for (const token of tokens) {
    if (token === end) {
      text += newline();
      continue;
    }
    const isFree = brackets > 0 || continuesAfter.has(previous) || continuesBefore.has(token) || text === "";
    const isOften = choices.below(6) === 1;
    if (isFree && isOften) text += newline();
    else if (token.startsWith("///")) text += "\n";
    else if (words.test(previous) && words.test(token)) text += " ";
    else text += choices.of(" ", "", "  ", "\t");
    text += token;
    if (token === "(" || token === "[") brackets += 1;
    if (token === ")" || token === "]") brackets -= 1;
    previous = token;
  }
  return text + (choices.below(2) === 1 ? newline() : "");
}

/** Files in odd layouts, full of comments, that use every construct. Most are sound; all are well formed. */
export const sources: fc.Arbitrary<string> = fc
  .record({
    structure: fc.array(fc.nat(1000), { maxLength: 70, size: "max" }),
    space: fc.array(fc.nat(1000), { maxLength: 180, size: "max" }),
  })
  .map(({ structure, space }) => spaced(new Writer(new Choices(structure)).file(), new Choices(space)));
