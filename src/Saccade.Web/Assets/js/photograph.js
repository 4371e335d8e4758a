const mostSide = 512;

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
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0, width, height);
  bitmap.close();
  return { width, height, pixels: planar(context.getImageData(0, 0, width, height).data, width * height, model.channels) };
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
