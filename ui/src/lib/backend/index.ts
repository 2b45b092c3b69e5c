export { Failure } from "./failure";
export { call, onChange } from "./rpc";
export type * from "./types";
