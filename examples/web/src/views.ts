/** A bar a digit, with its probability. */
export class Bars {
  private readonly rows: readonly HTMLElement[];

  constructor(list: HTMLElement) {
    this.rows = Array.from({ length: 10 }, (_, digit) => {
      const row = document.createElement("li");
      row.innerHTML = `<b>${digit}</b><i></i><span></span>`;
      return list.appendChild(row);
    });
  }

  /** Shows probabilities, or none. */
  show(probabilities: readonly number[] | undefined): void {
    const largest = Math.max(...(probabilities ?? []));
    this.rows.forEach((row, digit) => {
      const probability = probabilities?.[digit];
      row.style.setProperty("--share", String(probability ?? 0));
      row.classList.toggle("first", probability !== undefined && probability === largest);
      const text = row.querySelector("span");
      if (text) text.textContent = probability === undefined ? "" : `${(100 * probability).toFixed(1)}%`;
    });
  }
}

/** Feature maps side by side: values from -1 to 1, warm where positive, cool where negative. */
export class Maps {
  private readonly contexts: readonly CanvasRenderingContext2D[];

  constructor(
    grid: HTMLElement,
    count: number,
    private readonly side: number,
  ) {
    this.contexts = Array.from({ length: count }, () => {
      const canvas = grid.appendChild(document.createElement("canvas"));
      canvas.width = canvas.height = side;
      return canvas.getContext("2d");
    }).filter((context) => context !== null);
  }

  /** Shows `[maps, side, side]`, row-major. */
  show(values: Float32Array): void {
    const { side } = this;
    this.contexts.forEach((context, index) => {
      const image = context.createImageData(side, side);
      for (let pixel = 0; pixel < side * side; pixel += 1) {
        const value = values[index * side * side + pixel] ?? 0;
        const colour = value < 0 ? [58, 134, 214] : [240, 138, 60];
        image.data.set([...colour, 255 * Math.min(1, Math.abs(value)) ** 0.8], 4 * pixel);
      }
      context.putImageData(image, 0, 0);
    });
  }
}
