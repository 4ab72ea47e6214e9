import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf, RackProblem } from '../problem.ts';
import { isSurelyRunning, type RecordedProcess } from './identity.ts';

const patienceMs = 10_000;
const pollMs = 20;

/** What a rack that was killed has left running: processes that were stopped (SIGSTOP) and could not notice. */
export async function killLeftovers(file: string): Promise<readonly RecordedProcess[]> {
  const leftovers = (await readRecords(file)).filter(isSurelyRunning);
  for (const { pid } of leftovers) killQuietly(pid);
  // SIGKILL is not refused, but it takes a moment, and their ports are needed.
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const [left] = leftovers.filter(isSurelyRunning);
    if (left === undefined) return leftovers;
    if (Date.now() > deadline) {
      throw new RackProblem(
        'process_failed',
        `${left.name} of the rack before (process ${String(left.pid)}) does not end`,
        'end it, or use another folder with --folder',
      );
    }
    await sleep(pollMs);
  }
}

export async function writeRecords(
  file: string,
  processes: readonly RecordedProcess[],
): Promise<void> {
  await writeFile(file, `${JSON.stringify(processes, null, 2)}\n`);
}

async function readRecords(file: string): Promise<readonly RecordedProcess[]> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Array.isArray(value) ? value.filter(isRecord) : [];
  } catch (error) {
    // A rack that was killed while it wrote: what it had just started notices that by itself.
    if (error instanceof SyntaxError || codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

function isRecord(value: unknown): value is RecordedProcess {
  return (
    typeof value === 'object' &&
    value !== null &&
    Number.isSafeInteger(Reflect.get(value, 'pid')) &&
    ['name', 'host'].every((name) => typeof Reflect.get(value, name) === 'string') &&
    ['startTime', 'bootId', 'pidNamespace', 'machineId'].every((name) => {
      const member: unknown = Reflect.get(value, name);
      return member === null || typeof member === 'string';
    })
  );
}

function killQuietly(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (codeOf(error) !== 'ESRCH') throw error;
  }
}
