import { writeSync } from 'node:fs';
import { once } from 'node:events';
import { DatabaseProblem } from '../../../src/database/index.ts';

/** What the process that started this one wants, given as JSON. */
export function argument<Value>(): Value {
  return JSON.parse(process.argv[2] ?? 'null') as Value; // both ends are in this package's tests
}

/** Prints a line at once: what was said is said, also if the process is killed right after. */
export function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Waits until the process that started this one says something. */
export async function heard(): Promise<void> {
  await once(process.stdin, 'data');
}

/** The value of what must not fail here. */
export function orExit<Value>(value: Value | DatabaseProblem): Value {
  if (!(value instanceof DatabaseProblem)) return value;
  process.stderr.write(`${value.code}: ${value.message}\n`);
  process.exit(1);
}
