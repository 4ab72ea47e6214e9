import type { SagaEngine } from '@skewline/saga';
import type { BenchDag } from './sagas.ts';

/** Begins something, and resolves when it is over. */
export type Run = () => Promise<void>;

/** One saga, from the call of `start` until it is known to be done. */
export function sagaRun(engine: SagaEngine, dag: BenchDag): Run {
  return async () => {
    const started = await engine.start(dag, {});
    if (!started.ok) throw new Error(started.message);
    const rested = await engine.wait(started.sagaId);
    if (!rested.ok) throw new Error(rested.message);
    if (rested.rest.kind !== 'done') throw new Error(`a saga is ${rested.rest.kind}`);
  };
}

/** Milliseconds of each, `concurrency` of them at a time, and of all together. */
export async function measure(
  run: Run,
  count: number,
  concurrency: number,
): Promise<{ readonly each: readonly number[]; readonly whole: number }> {
  const each: number[] = [];
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const start = performance.now();
      await run();
      each.push(performance.now() - start);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { each, whole: performance.now() - start };
}

/** Of all values, the one below which this share of them is. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
