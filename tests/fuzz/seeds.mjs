// What the fuzzer begins with, into corpus/: the tests' specimens cut apart, tiny files of seeds/, and real workbooks
// written by the program itself. `node tests/fuzz/seeds.mjs LUUDONG`, where LUUDONG is the command line's program.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const crates = join(here, "../../crates");
const [luudong] = process.argv.slice(2);

function folder(target) {
  const path = join(here, "corpus", target);
  mkdirSync(path, { recursive: true });
  return path;
}
function put(target, name, bytes) {
  writeFileSync(join(folder(target), name), bytes);
}

/** Blocks of a specimen file, parted by empty lines, without comments. */
function blocks(path) {
  const text = readFileSync(join(crates, path), "utf8");
  return text.split(/\n\n+/).map((block) => block.replace(/^#.*\n?/gm, "").trim());
}

blocks("domain/src/card/specimens/qr_examples.txt").forEach((text, at) => put("scan", `qr-${at}`, text));
blocks("domain/src/card/specimens/mrz_examples.txt").forEach((text, at) => put("scan", `zone-${at}`, text));
// Any zone: its letters are counted into the alphabet of the target.
for (const way of [0, 1, 3]) put("mrz", `way-${way}`, Buffer.from([way, ...Array(85).keys()]));

const table = readFileSync(join(crates, "domain/src/text/legacy_encodings.csv"), "utf8").split("\n").slice(1);
const names = table.filter((line) => line.includes(" ") && !line.includes('"')).map((line) => line.split(","));
const columns = { unicode: 0, vni: 2, tcvn3: 3 };
for (const [encoding, at] of Object.entries(columns)) {
  put("encodings", encoding, "\0" + names.map((cells) => cells[at]).join("\n"));
}
put(
  "encodings",
  "bytes",
  Buffer.concat([Buffer.from([1]), ...names.map((cells) => Buffer.from(`${cells[1]}0a`, "hex"))]),
);

for (const target of readdirSync(join(here, "seeds"))) {
  for (const name of readdirSync(join(here, "seeds", target))) {
    copyFileSync(join(here, "seeds", target, name), join(folder(target), name));
  }
}

const specimens = join(crates, "app/src/sheet/specimens");
for (const name of readdirSync(specimens)) copyFileSync(join(specimens, name), join(folder("import_xlsx"), name));
const write = (name, ...words) => execFileSync(luudong, words.concat(join(folder("import_xlsx"), name)));
write("template.xlsx", "template");
write("demo.xlsx", "demo", "--people", "5", "--seed", "1", "--mistakes", "500", "--xlsx");

/** The batch of the protocol's vectors, before its compression, and its events as lines. */
const golden = JSON.parse(readFileSync(join(here, "../golden/protocol.json"), "utf8"));
const length = (bytes) => Buffer.from(Uint32Array.of(bytes).buffer);
const events = golden.events.map(({ envelope, body, salt }) => ({
  envelope: Buffer.from(envelope),
  body: Buffer.from(body),
  salt: Buffer.from(salt, "hex"),
}));
const header = Buffer.from(
  JSON.stringify({
    ...golden.have.lines[0],
    index: undefined,
    hash: undefined,
    first: 1,
    count: events.length,
    head: golden.head,
  }),
);
const lengths = events.flatMap(({ envelope, body }) => [length(envelope.length), length(body.length + 1)]);
const parts = ["salt", "envelope", "body"].flatMap((part) => events.map((event) => event[part]));
put("batch", "plain", Buffer.concat([Buffer.from("\x01LDB1"), length(header.length), header, ...lengths, ...parts]));
const lines = events.map(({ envelope, body }) => `${envelope}\n${body}`);
put("batch", "events", `\x03${lines.join("\n")}`);
put("batch", "code", `\x02${golden.admission_code}`);
