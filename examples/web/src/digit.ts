/** Side of the pictures that the network takes, and of the box in which MNIST has its digits. */
export const [side, box] = [28, 20];

/** A drawing context of its own, on black. */
export function blank(width: number, height: number): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("this browser has no canvas");
  context.fillRect(0, 0, width, height);
  return context;
}

/**
 * A digit as MNIST has them: white on black, its longer side 20 pixels, its centre of mass in the middle of 28 × 28. The
 * picture holds it in light ink on black. `undefined` where there is no ink.
 */
export function centred(picture: HTMLCanvasElement): HTMLCanvasElement | undefined {
  const context = picture.getContext("2d");
  const ink = context && extentOf(context.getImageData(0, 0, picture.width, picture.height));
  if (!ink) return undefined;
  const result = blank(side, side);
  const scale = box / Math.max(ink.width, ink.height);
  result.imageSmoothingQuality = "high";
  result.drawImage(
    picture,
    ...([ink.left, ink.top, ink.width, ink.height] as const),
    ...([side / 2 - scale * (ink.x - ink.left), side / 2 - scale * (ink.y - ink.top)] as const),
    ...([scale * ink.width, scale * ink.height] as const),
  );
  return result.canvas;
}

/** The smallest rectangle around all ink, and its centre of mass; `undefined` where there is none. */
function extentOf({ data, width, height }: ImageData) {
  let [left, top, right, bottom] = [width, height, 0, 0];
  let [sum, x, y] = [0, 0, 0];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const ink = data[4 * (row * width + column)] ?? 0;
      if (ink < 32) continue;
      left = Math.min(left, column);
      right = Math.max(right, column + 1);
      top = Math.min(top, row);
      bottom = Math.max(bottom, row + 1);
      sum += ink;
      x += ink * (column + 0.5);
      y += ink * (row + 0.5);
    }
  }
  if (sum === 0) return undefined;
  return { left, top, width: right - left, height: bottom - top, x: x / sum, y: y / sum };
}

/**
 * The digit of a picture, in light ink on black: the picture in greys between its darkest and its lightest, turned over
 * where its border is light, as paper is, and without what is nearer to the paper than to the ink.
 */
export function inkOf(picture: ImageBitmap, size: number): HTMLCanvasElement {
  const context = blank(size, size);
  const scale = size / Math.max(picture.width, picture.height);
  const [width, height] = [Math.ceil(scale * picture.width), Math.ceil(scale * picture.height)];
  context.drawImage(picture, 0, 0, width, height);
  const image = context.getImageData(0, 0, width, height);
  const { data } = image;
  const greys = Array.from({ length: width * height }, (_, index) => {
    const [red = 0, green = 0, blue = 0] = data.subarray(4 * index, 4 * index + 3);
    return 0.299 * red + 0.587 * green + 0.114 * blue;
  });
  const isBorder = (_: number, index: number): boolean => {
    const [row, column] = [Math.floor(index / width), index % width];
    return row === 0 || column === 0 || row === height - 1 || column === width - 1;
  };
  const border = greys.filter(isBorder).sort((one, other) => one - other);
  const paper = border[Math.floor(border.length / 2)] ?? 0;
  const furthest = greys.reduce((most, grey) => Math.max(most, Math.abs(grey - paper)), 1);
  greys.forEach((grey, index) => {
    const ink = Math.max(0, Math.abs(grey - paper) / furthest - 0.3) / 0.7;
    data.set([255 * ink, 255 * ink, 255 * ink, 255], 4 * index);
  });
  context.fillRect(0, 0, size, size);
  context.putImageData(image, (size - width) / 2, (size - height) / 2);
  return context.canvas;
}
