/** Choices that a generator makes one by one; none are left at the end, and the first of all is taken. */
export class Choices {
  private next = 0;

  constructor(private readonly numbers: readonly number[]) {}

  /** A whole number from 0 up to `count`, exclusive. */
  below(count: number): number {
    const number = this.numbers[this.next] ?? 0;
    this.next += 1;
    return number % count;
  }

  of<T>(first: T, ...others: readonly T[]): T {
    return others[this.below(others.length + 1) - 1] ?? first;
  }

  get areLeft(): boolean {
    return this.next < this.numbers.length;
  }
}
