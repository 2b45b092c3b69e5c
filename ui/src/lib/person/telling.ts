/** What is looked at to tell people apart: the name as it is written, and the birth date. */
export type Told = { name: string; birth: string | null };

/** A name without its marks and in small letters: as a hurried eye reads it. */
function folded(name: string): string {
  return name.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D").toLocaleLowerCase("vi");
}

/** Whether somebody else of the list bears that name and was born another day: a name alone then means nobody. */
export function bornApart(one: Told, all: readonly Told[]): boolean {
  const name = folded(one.name);
  return all.some((other) => other !== one && folded(other.name) === name && other.birth !== one.birth);
}

/** The words of a name: which of them are written otherwise by somebody of the list whose name reads the same. */
export function syllables(name: string, all: readonly Told[]): { text: string; tells: boolean }[] {
  const words = name.split(" ");
  const read = folded(name);
  const others = all
    .filter((other) => other.name !== name && folded(other.name) === read)
    .map(({ name }) => name.split(" "));
  const apart = words.map((word, at) => others.some((other) => other[at] !== word));
  // Nobody of the list is at hand to compare with: the whole name tells.
  const tells = (at: number) => (others.length ? (apart[at] ?? false) : true);
  // Neighbours are one mark.
  const parts: { text: string; tells: boolean }[] = [];
  for (const [at, word] of words.entries()) {
    const last = parts.at(-1);
    if (last && last.tells === tells(at)) last.text += ` ${word}`;
    else parts.push({ text: word, tells: tells(at) });
  }
  return parts;
}
