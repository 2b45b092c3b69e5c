import {
  call,
  Failure,
  type DueDesk,
  type DueMissing,
  type DueState,
  type DueVerdict,
  type FoundRow,
  onChange,
  type PeopleFilter,
  type PeopleIndex,
  type PersonRow,
} from "$lib/backend";
import { untrack } from "svelte";

/** Pages kept in memory: 4,000 rows around where one is and was. */
const PAGES_KEPT = 40;
/** More at once would only make the page one looks at wait for pages one has left. */
const READS_AT_ONCE = 2;

/** Answers of a search that are shown; whoever has more to look through types more. */
const FOUND_MOST = 100;

/** Whom the roster shows: everybody whom the rest allows, or the answers to a search. What they are due for is told of
 *  people who are with their unit. */
export type RosterFilter = PeopleFilter & {
  text: string;
  verdict: DueVerdict | null;
  desk: DueDesk | null;
  missing: DueMissing | null;
};
/** How the rows came: all there are; the best of more; or only close to what was typed. */
export type Told = "all" | "best" | "near";
type RosterRow = { person: PersonRow & Partial<Pick<FoundRow, "differs">>; due: DueState | null };

type Page = { rows: RosterRow[]; generation: number };

const dueFilter = ({ unit, verdict, desk, missing }: RosterFilter) => ({ unit, date: null, verdict, desk, missing });
const plain = ({ unit, state }: RosterFilter): PeopleFilter => ({ unit, state });

function readIndex(filter: RosterFilter): Promise<PeopleIndex> {
  return filter.state === "active" ? call("due_index", dueFilter(filter)) : call("people_index", plain(filter));
}

async function readRows(filter: RosterFilter, start: string): Promise<RosterRow[]> {
  if (filter.state === "active") return call("due_people", { filter: dueFilter(filter), start });
  const rows = await call("people_page", { filter: plain(filter), start });
  return rows.map((person) => ({ person, due: null }));
}

/** A roster of any length, read page by page as it comes into view; or, with a text, its best answers at once. */
export class Roster {
  index: PeopleIndex | null = $state.raw(null);
  told: Told = $state("all");
  failure: Failure | null = $state.raw(null);

  #pages: ReadonlyMap<number, Page> = $state.raw(new Map());
  #filter: RosterFilter = { unit: null, text: "", state: null, verdict: null, desk: null, missing: null };
  /** Grows when the rows may have changed: older pages are shown until they have been read again. */
  #generation = 0;
  /** The generation that `index` belongs to: until it is the newest, no page is read by its keys. */
  #indexed = 0;
  #wanted: number[] = [];
  #reading = new Set<number>();

  /** Follows `filter` and every change for as long as the calling component lives. */
  follow(filter: () => RosterFilter): void {
    $effect(() => {
      const wanted = filter();
      untrack(() => void this.#open(wanted, true));
      return onChange(() => this.#open(wanted, false));
    });
  }

  /** The answers to a search, which come all at once. */
  get found(): PersonRow[] {
    return this.#pages.get(0)?.rows.map(({ person }) => person) ?? [];
  }

  row(index: number): RosterRow | null {
    const size = this.index?.page ?? 1;
    return this.#pages.get(Math.floor(index / size))?.rows[index % size] ?? null;
  }

  /** Tells which rows are on the screen; their pages come first, then the neighbours. */
  show = (first: number, last: number): void => {
    const index = this.index;
    if (!index || index.total === 0) return;
    const from = Math.floor(first / index.page);
    const to = Math.floor(last / index.page);
    const order = [];
    for (let page = from; page <= to; page += 1) order.push(page);
    order.push(to + 1, from - 1);
    this.#wanted = order.filter((page) => page >= 0 && page < index.starts.length);
    this.#read();
  };

  retry = (): void => void this.#open(this.#filter, false);

  async #open(filter: RosterFilter, fresh: boolean): Promise<void> {
    this.#filter = filter;
    const generation = ++this.#generation;
    try {
      if (filter.text) return await this.#search(filter, generation);
      const index = await readIndex(filter);
      if (generation !== this.#generation) return;
      this.told = "all";
      this.#reading.clear();
      if (fresh) this.#pages = new Map();
      this.failure = null;
      this.index = index;
      this.#indexed = generation;
      this.#wanted = this.#wanted.filter((page) => page < index.starts.length);
      if (this.#wanted.length === 0 && index.starts.length) this.#wanted = [0];
      this.#read();
    } catch (thrown) {
      if (generation === this.#generation) this.failure = Failure.from(thrown);
    }
  }

  async #search(filter: RosterFilter, generation: number): Promise<void> {
    const found = await call("search", {
      unit: filter.unit,
      text: filter.text,
      state: filter.state,
      limit: FOUND_MOST + 1,
    });
    if (generation !== this.#generation) return;
    const rows = found.slice(0, FOUND_MOST).map((person) => ({ person, due: person.due }));
    this.#reading.clear();
    this.failure = null;
    this.told = found[0]?.near ? "near" : found.length > FOUND_MOST ? "best" : "all";
    this.#pages = new Map([[0, { rows, generation }]]);
    this.index = { total: rows.length, page: FOUND_MOST, starts: [""] };
    this.#indexed = generation;
  }

  #read(): void {
    if (this.#indexed !== this.#generation) return;
    const pages = untrack(() => this.#pages);
    for (const page of this.#wanted) {
      if (this.#reading.size >= READS_AT_ONCE) return;
      if (pages.get(page)?.generation === this.#generation || this.#reading.has(page)) continue;
      void this.#readPage(page);
    }
  }

  async #readPage(page: number): Promise<void> {
    const start = this.index?.starts[page];
    if (start === undefined) return;
    const generation = this.#generation;
    this.#reading.add(page);
    try {
      const rows = await readRows(this.#filter, start);
      if (generation !== this.#generation) return;
      const pages = new Map(this.#pages);
      pages.delete(page);
      pages.set(page, { rows, generation });
      for (const oldest of pages.keys()) {
        if (pages.size <= PAGES_KEPT) break;
        pages.delete(oldest);
      }
      this.#pages = pages;
    } catch (thrown) {
      if (generation !== this.#generation) return;
      this.failure = Failure.from(thrown);
      this.#wanted = [];
    } finally {
      if (generation === this.#generation) {
        this.#reading.delete(page);
        this.#read();
      }
    }
  }
}
