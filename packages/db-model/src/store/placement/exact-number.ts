import { UnsayableValue } from '../../database/index.ts';

/** A number that came in JSON, where one that is too great is rounded without a word. */
export function exactNumber(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new UnsayableValue(
    `${String(value)} is beyond ${String(Number.MAX_SAFE_INTEGER)} and was rounded`,
  );
}
