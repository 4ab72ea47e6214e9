/** Whether a value is of the type. */
export type Judge = (value: unknown) => boolean;
