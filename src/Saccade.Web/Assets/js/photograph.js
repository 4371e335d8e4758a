const mostSide = 512;
const grounds = { white: '#fff', gray: '#808080', black: '#000' };

/** Reads a picture from a file as a model sees pictures: its size, and its values [channels, height, width]. */
export async function readPhotograph(file, model) {
  const bitmap = await createImageBitmap(file, { imageOrientation: 'from-image' });
  const [shorter, longer] = [Math.min(bitmap.width, bitmap.height), Math.max(bitmap.width, bitmap.height)];
  const scale = Math.min(model.shortSide > 0 ? model.shortSide / shorter : 1, mostSide / longer);
  const [width, height] = [bitmap.width, bitmap.height].map(side => Math.max(1, Math.round(scale * side)));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true });
  context.imageSmoothingQuality = 'high';
  context.fillStyle = grounds[model.ground];
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { width, height, pixels: planar(context.getImageData(0, 0, width, height).data, width * height, model.channels) };
}

/** Whether a gray picture has a light border that encloses something darker, as ink on paper. */
export function isOnLightGround({ width, height, pixels }) {
  const isBorder = i => i < width || i >= width * (height - 1) || i % width === 0 || i % width === width - 1;
  const mean = values => values.reduce((sum, value) => sum + value, 0) / values.length;
  const border = mean(pixels.filter((_, i) => isBorder(i)));
  return border >= 192 && border - mean(pixels.filter((_, i) => !isBorder(i))) >= 5;
}

/** Red, green and blue one after the other; or the luminance (ITU-R BT.601). */
function planar(data, size, channels) {
  return Uint8Array.from({ length: channels * size }, (_, i) => {
    const at = 4 * (i % size);
    return channels === 3
      ? data[at + Math.floor(i / size)]
      : Math.round(0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2]);
  });
}
