import {
  call,
  Failure,
  type ColumnMeaning,
  type Encoding,
  type ImportDraft,
  type ImportProgress,
  type ImportReport,
  type PersonField,
} from "$lib/backend";
import { base64Of } from "$lib/shared/file";
import { play } from "$lib/shared/sound";

export type Step = "file" | "columns" | "preview" | "done";
/** What the wizard waits for. Reading and running can be stopped. */
type Work = "reading" | "columns" | "running" | null;

const PROGRESS_EVERY_MS = 250;

/** One list on its way in: file → columns → preview → done. */
export class Wizard {
  step: Step = $state("file");
  work: Work = $state(null);
  draft: ImportDraft | null = $state.raw(null);
  report: ImportReport | null = $state.raw(null);
  progress: ImportProgress | null = $state.raw(null);
  failure: Failure | null = $state.raw(null);

  /** Conflicts where the file's value wins, as "row field". By default what people corrected by hand is kept. */
  overwrite: ReadonlySet<string> = $state.raw(new Set());
  /** People who are not in the file and were ticked as having left. */
  left: ReadonlySet<string> = $state.raw(new Set());

  constructor(readonly unit: string) {}

  async open(file: File): Promise<void> {
    await this.#during("reading", async () => {
      const bytes = await base64Of(file);
      this.#take(await call("import_open", { unit: this.unit, file_name: file.name, bytes }));
      this.step = "columns";
    });
  }

  async readSheet(sheet: number): Promise<void> {
    await this.#reread(sheet, {});
  }

  async setColumn(column: string, meaning: ColumnMeaning): Promise<void> {
    const draft = this.draft;
    if (!draft) return;
    const fields: Record<string, ColumnMeaning> = {};
    for (const one of draft.columns) {
      // A field stands in one column: where it stood before is then ignored.
      const taken = one.field === meaning && meaning !== "ignored";
      if (one.field !== null) fields[one.column] = taken ? "ignored" : one.field;
    }
    fields[column] = meaning;
    await this.#reread(draft.sheet, fields);
  }

  /** A person knows how the column was typed; the program then no longer judges each text. */
  async setEncoding(column: string, encoding: Encoding): Promise<void> {
    if (this.draft) await this.#reread(this.draft.sheet, {}, { [column]: encoding });
  }

  async run(): Promise<void> {
    const draft = this.draft;
    if (!draft) return;
    const overwrite = [...this.overwrite].map((key) => {
      const [row, field] = key.split(" ");
      return { row: Number(row), field: field as PersonField };
    });
    await this.#during("running", async () => {
      const timer = setInterval(() => void this.#askProgress(draft.draft), PROGRESS_EVERY_MS);
      try {
        this.report = await call("import_run", { draft: draft.draft, overwrite, left: [...this.left] });
        this.step = "done";
      } finally {
        clearInterval(timer);
        this.progress = null;
      }
    });
  }

  /** Asks the running import to stop; it then refuses with `cancelled` and nothing counts. */
  async cancel(): Promise<void> {
    const draft = this.draft;
    if (!draft) return;
    try {
      await call("import_cancel", { draft: draft.draft });
    } catch (thrown) {
      this.failure = Failure.from(thrown);
    }
  }

  async #reread(
    sheet: number,
    fields: Record<string, ColumnMeaning>,
    encodings: Record<string, Encoding> = {},
  ): Promise<void> {
    const draft = this.draft;
    if (!draft) return;
    await this.#during("columns", async () =>
      this.#take(await call("import_columns", { draft: draft.draft, sheet, fields, encodings })),
    );
  }

  /** Another reading is another set of rows: choices made on the old one no longer mean anything. */
  #take(draft: ImportDraft): void {
    this.draft = draft;
    this.overwrite = new Set();
    this.left = new Set();
  }

  async #askProgress(draft: string): Promise<void> {
    const progress = await call("import_progress", { draft }).catch(() => null);
    if (this.work === "running" && progress) this.progress = progress;
  }

  async #during(work: Work, action: () => Promise<void>): Promise<void> {
    this.work = work;
    this.failure = null;
    try {
      await action();
    } catch (thrown) {
      this.failure = Failure.from(thrown);
      play("refused");
    } finally {
      this.work = null;
    }
  }
}

/** The set with `key` in it, or not. */
export function toggled(set: ReadonlySet<string>, key: string, on: boolean): ReadonlySet<string> {
  const next = new Set(set);
  if (on) next.add(key);
  else next.delete(key);
  return next;
}
