import { readFile } from 'node:fs/promises';
import type { Limit, Recorded } from '../support.ts';
import type { Machine } from './machine.ts';

/** What one benchmark has printed, and where and when. */
export interface Result {
  readonly name: string;
  /** The day. */
  readonly date: string;
  /** The commit that it ran on; with `+` where files had been changed since. */
  readonly commit: string;
  readonly machine: Machine;
  /** How long it ran. */
  readonly seconds: number;
  readonly recorded: readonly Recorded[];
  /** All that it printed. */
  readonly output: string;
}

/** Benchmarks by name: each as it ran last. */
export type Results = Readonly<Record<string, Result>>;

export async function readResults(path: string): Promise<Results> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  // Written by `npm run bench`, and by nothing else.
  return JSON.parse(text) as Results;
}

export function limitsOf({ recorded }: Pick<Result, 'recorded'>): readonly Limit[] {
  return recorded.flatMap((one) => (one.kind === 'limits' ? one.limits : []));
}
