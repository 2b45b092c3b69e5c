/** The values of a closed set, in the order in which people see them: one that is left out does not compile. */
export const everyOf = <T extends string>(values: Record<T, true>): readonly T[] => Object.keys(values) as T[];
