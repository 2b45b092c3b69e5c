// Draws the program's icons: `node src-tauri/icons/draw.mjs`. A deep-green rounded square, and on it a white
// queue ticket with the letters LĐ. Node's own zlib writes the PNGs, so no drawing program is needed.
import { writeFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const GREEN = [14, 82, 61];
const WHITE = [255, 255, 255];
const SAMPLES = 4; // a side, a pixel: smooth edges at every size

// Shapes in a 100 × 100 square: each says whether the point (x, y) is inside.
const box = (left, top, right, bottom) => (x, y) => x >= left && x <= right && y >= top && y <= bottom;
const disc = (cx, cy, radius) => (x, y) => (x - cx) ** 2 + (y - cy) ** 2 <= radius ** 2;
const rounded = (left, top, right, bottom, radius) => (x, y) => {
  const dx = Math.max(left + radius - x, x - (right - radius), 0);
  const dy = Math.max(top + radius - y, y - (bottom - radius), 0);
  return dx * dx + dy * dy <= radius * radius;
};
const any = (...shapes) => (x, y) => shapes.some((shape) => shape(x, y));
const without = (shape, ...cuts) => (x, y) => shape(x, y) && !cuts.some((cut) => cut(x, y));
// The right half of a D: an ellipse cut at its straight back.
const bow = (left, top, right, bottom) => (x, y) =>
  x >= left && ((x - left) / (right - left)) ** 2 + ((2 * y - top - bottom) / (bottom - top)) ** 2 <= 1;

const square = rounded(3, 3, 97, 97, 21);
const ticket = without(rounded(14, 26, 86, 74, 6), disc(14, 50, 6.5), disc(86, 50, 6.5));
const letterL = any(box(29, 35, 35.5, 63), box(29, 56.5, 45, 63));
const letterD = any(
  without(any(box(53, 35, 60, 63), bow(60, 35, 75, 63)), bow(59.5, 41.5, 68.5, 56.5)),
  box(48, 46.2, 62.5, 51.8),
);
const letters = any(letterL, letterD);
const tear = (x, y) => y > 67.6 && y < 69.8 && Math.floor(x / 3) % 2 === 0 && x > 23 && x < 76;

// The ink at a point, or null outside the square.
const inkAt = (x, y, small) => {
  if (!square(x, y)) return null;
  if (!ticket(x, y)) return GREEN;
  if (letters(x, y)) return GREEN;
  return !small && tear(x, y) ? GREEN : WHITE; // the dotted tear line is noise at small sizes
};

function pixels(size) {
  const rgba = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const sum = [0, 0, 0];
      let inside = 0;
      for (let sample = 0; sample < SAMPLES * SAMPLES; sample += 1) {
        const x = ((column + ((sample % SAMPLES) + 0.5) / SAMPLES) / size) * 100;
        const y = ((row + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES) / size) * 100;
        const ink = inkAt(x, y, size < 64);
        if (ink === null) continue;
        inside += 1;
        ink.forEach((value, channel) => (sum[channel] += value));
      }
      const at = (row * size + column) * 4;
      sum.forEach((value, channel) => (rgba[at + channel] = inside ? Math.round(value / inside) : 0));
      rgba[at + 3] = Math.round((inside / (SAMPLES * SAMPLES)) * 255);
    }
  }
  return rgba;
}

function chunk(name, body) {
  const named = Buffer.concat([Buffer.from(name), body]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(body.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

function png(size) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8); // 8 bits, RGBA
  const rgba = pixels(size);
  const rows = Array.from({ length: size }, (_, row) => Buffer.concat([Buffer.from([0]), rgba.subarray(row * size * 4, (row + 1) * size * 4)]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows), { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

// An ICO file is a table of PNGs (since Windows Vista); a side of 256 is written as 0.
function ico(sizes) {
  const images = sizes.map(png);
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach((image, index) => {
    const at = 6 + 16 * index;
    head.set([sizes[index] % 256, sizes[index] % 256, 0, 0, 1, 0, 32, 0], at);
    head.writeUInt32LE(image.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += image.length;
  });
  return Buffer.concat([head, ...images]);
}

const write = (name, bytes) => writeFileSync(new URL(name, import.meta.url), bytes);
write("32x32.png", png(32));
write("128x128.png", png(128));
write("128x128@2x.png", png(256));
write("icon.png", png(512));
write("icon.ico", ico([16, 24, 32, 48, 64, 256]));
