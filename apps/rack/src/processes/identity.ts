import { readFileSync } from 'node:fs';
import { presence, type ProcessIdentity, thisProcess } from '@skewline/db-model';

/** A process of a rack, as it is written down: well enough that no other one is killed for it. */
export interface RecordedProcess extends ProcessIdentity {
  /** `nexus-0`, `sled-2`, `gateway`. */
  readonly name: string;
}

/** Of a child of ours that runs now. */
export function recordOf(name: string, pid: number): RecordedProcess {
  return { ...thisProcess(), name, pid, startTime: startTimeOf(pid) };
}

/**
 * Whether this very process still runs. Where the system does not tell when a process began (no /proc), it may be
 * another one with the same number: then it is not said to run, so that nobody kills it.
 */
export function isSurelyRunning(process: RecordedProcess): boolean {
  return process.startTime !== null && presence(process, thisProcess()) === 'running';
}

/** The 22nd field of `/proc/PID/stat`. The second is the program's name in brackets, and may have spaces itself. */
function startTimeOf(pid: number): string | null {
  try {
    const text = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
