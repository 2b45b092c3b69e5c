// Makes a screenshot small enough for the repository: 256 colours are plenty for a calm screen.
import { crc32, deflateSync, inflateSync } from "node:zlib";

const SIGNATURE = Buffer.from("89504e470d0a1a0a", "hex");
const CHANNELS = { 2: 3, 6: 4 };
const COLOURS = 256;
/** Colours that agree in these bits are of one kind. */
const KIND = 0xe0e0e0;

/** The same picture as a PNG with a palette. Takes 8-bit RGB or RGBA, not interlaced, and forgets transparency. */
export function smaller(png) {
  const { width, height, pixels } = decoded(png);
  const counts = new Map();
  for (const colour of pixels) counts.set(colour, (counts.get(colour) ?? 0) + 1);
  const often = [...counts].sort((a, b) => b[1] - a[1]).map(([colour]) => colour);
  // One of each kind first: the few dots that say a state are worth more than another grey of letters.
  const kinds = new Map();
  for (const colour of often) if (!kinds.has(colour & KIND)) kinds.set(colour & KIND, colour);
  const palette = [...new Set([...kinds.values(), ...often])].slice(0, COLOURS);
  const index = new Map(palette.map((colour, at) => [colour, at]));
  const rows = Buffer.alloc((width + 1) * height);
  const similar = new Map(); // the many tones of smooth letters need not be told apart
  const place = (colour) => {
    const rough = colour & 0xf8f8f8;
    if (!similar.has(rough)) similar.set(rough, nearest(palette, colour));
    return similar.get(rough);
  };
  pixels.forEach((colour, at) => (rows[at + Math.floor(at / width) + 1] = index.get(colour) ?? place(colour)));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8); // 8 bits a pixel, by palette
  const colours = Buffer.from(palette.flatMap(channels));
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", header),
    chunk("PLTE", colours),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

const channels = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function nearest(palette, colour) {
  const [red, green, blue] = channels(colour);
  let best = 0;
  let least = Infinity;
  palette.forEach((other, at) => {
    const [r, g, b] = channels(other);
    const distance = (r - red) ** 2 + (g - green) ** 2 + (b - blue) ** 2;
    if (distance < least) [best, least] = [at, distance];
  });
  return best;
}

/** Width, height, and each pixel as 0xRRGGBB. */
function decoded(png) {
  const data = [];
  let header;
  for (let at = SIGNATURE.length; at < png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString("latin1", at + 4, at + 8);
    const body = png.subarray(at + 8, at + 8 + length);
    if (type === "IHDR") header = body;
    if (type === "IDAT") data.push(body);
    at += length + 12;
  }
  const [width, height, depth, kind] = [header.readUInt32BE(0), header.readUInt32BE(4), header[8], header[9]];
  const step = CHANNELS[kind];
  if (depth !== 8 || !step || header[12] !== 0) throw new Error(`a PNG of depth ${depth} and colour type ${kind}`);
  const raw = unfiltered(inflateSync(Buffer.concat(data)), width * step, height, step);
  const pixels = Array.from({ length: width * height }, (_, at) => raw.readUIntBE(at * step, 3));
  return { width, height, pixels };
}

// Each row begins with the filter that was used on it (PNG specification, section 9).
function unfiltered(raw, stride, height, step) {
  const out = Buffer.alloc(stride * height);
  for (let row = 0; row < height; row += 1) {
    const filter = raw[row * (stride + 1)];
    for (let column = 0; column < stride; column += 1) {
      const at = row * stride + column;
      const left = column < step ? 0 : out[at - step];
      const up = row === 0 ? 0 : out[at - stride];
      const corner = row === 0 || column < step ? 0 : out[at - stride - step];
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter];
      out[at] = raw[row * (stride + 1) + 1 + column] + guess;
    }
  }
  return out;
}

function paeth(left, up, corner) {
  const [a, b, c] = [left, up, corner].map((value) => Math.abs(left + up - corner - value));
  if (a <= b && a <= c) return left;
  return b <= c ? up : corner;
}

function chunk(type, body) {
  const named = Buffer.concat([Buffer.from(type, "latin1"), body]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(body.length, 0);
  named.copy(framed, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}
