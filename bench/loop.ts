/**
 * The loop around one contender. `convert.ts` loads this module once for each contender, so that
 * each has its own machine code: in a shared one, V8 would see a call with many targets.
 */
export type Contender = (input: never, context: object) => unknown;

/** Milliseconds of `times` calls. `inputs` has 8 values; results are kept, so the work is done. */
export function time(
  run: Contender,
  inputs: readonly unknown[],
  context: object,
  times: number,
): number {
  const values = inputs as readonly never[]; // valid for this contender: the validators have said so
  const kept: unknown[] = Array.from({ length: 64 });
  const begin = performance.now();
  for (let index = 0; index < times; index += 1) kept[index & 63] = run(values[index & 7]!, context);
  const end = performance.now();
  if (kept[(times - 1) & 63] === undefined) throw new Error('a contender gave nothing');
  return end - begin;
}
