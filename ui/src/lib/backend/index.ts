import type { ImportColumn, PersonRow } from "./types";

export { Failure, type Params } from "./failure";
export { call, onChange, openBoard, readAgain } from "./rpc";
export type * from "./types";

/** The values of types that the generated file only writes out in place. */
export type Sex = NonNullable<PersonRow["sex"]>;
/** What a column of a list is taken for. */
export type ColumnMeaning = NonNullable<ImportColumn["field"]>;
