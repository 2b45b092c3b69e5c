// The machine-readable zone of a card (TD1, ICAO 9303), as a scanner types it: plain letters that any keyboard has.

/** The check digit of a text: weights 7, 3, 1; letters count from 10, `<` is 0. */
function check(text) {
  const value = (c) => (c === "<" ? 0 : /\d/.test(c) ? Number(c) : c.charCodeAt(0) - 55);
  return [...text].reduce((sum, c, at) => sum + value(c) * [7, 3, 1][at % 3], 0) % 10;
}

const plain = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toUpperCase();
const filled = (text, length) => text.padEnd(length, "<").slice(0, length);

/** The three lines for a person of the roster; `expires` as YYMMDD. */
export function zone({ number, birth, sex, name }, expires = "991231") {
  const short = number.slice(3);
  const first = `IDVNM${short}${check(short)}${number}<<${check(number)}`;
  const born = birth.slice(2).replaceAll("-", "");
  const dates = `${born}${check(born)}${sex === "male" ? "M" : "F"}${expires}${check(expires)}`;
  const composite = check(first.slice(5) + dates.slice(0, 7) + dates.slice(8));
  const [surname, ...rest] = plain(name).split(" ");
  return [first, `${filled(`${dates}VNM`, 29)}${composite}`, filled(`${surname}<<${rest.join("<")}`, 30)];
}

/** The QR code of the front: what a scanner types that keeps Vietnamese letters. */
export const qr = ({ number, old_number = "", name, birth, sex, address = "", issued = "2021-04-12" }) => {
  const plainDay = (date) => date.split("-").reverse().join("");
  return [number, old_number, name, plainDay(birth), sex === "male" ? "Nam" : "Nữ", address, plainDay(issued)].join("|");
};
