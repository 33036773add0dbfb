import { barOf } from "../api/text.js";

/** What a bar is drawn on: standard error, where it is a terminal. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Milliseconds between two pictures of the bar, and before the first: short work shows none. */
const interval = 100;
const barColumns = 24;

/** A bar for long work. It stands on the last line of the terminal until it is cleared. */
export class Progress {
  private readonly begun: number;
  private last: number;
  private drawn = false;

  constructor(
    private readonly total: number,
    private readonly stream: ProgressStream,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.begun = now();
    this.last = this.begun;
  }

  /** `done` of the total are finished. */
  show(done: number): void {
    if (this.stream.isTTY !== true || this.total < 2) return;
    const time = this.now();
    if (time - this.last < interval) return;
    this.last = time;
    const elapsed = (time - this.begun) / 1000;
    const rate = done / elapsed;
    const bar = barOf(done / this.total, barColumns);
    const left = done === 0 ? "" : `, ${clock((this.total - done) / rate)} left`;
    const text = `${bar.padEnd(barColumns, "░")}  ${done}/${this.total}  ${rate.toPrecision(3)}/s${left}`;
    this.stream.write(`\r\u001B[K${text.slice(0, (this.stream.columns ?? 80) - 1)}`);
    this.drawn = true;
  }

  /** Takes the bar away, before something else is printed. */
  clear(): void {
    if (this.drawn) this.stream.write("\r\u001B[K");
    this.drawn = false;
  }
}

/** `1:05` of 65 seconds. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
