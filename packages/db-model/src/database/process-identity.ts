import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Which process it is, well enough that another one with the same number is not taken for it. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it began, in the kernel's ticks since boot. Null, as are all below, where there is no /proc. */
  readonly startTime: string | null;
  /** Changes whenever the machine is started. */
  readonly bootId: string | null;
  /** Within which numbers mean the same processes: containers have their own. */
  readonly pidNamespace: string | null;
  readonly machineId: string | null;
  readonly host: string;
}

/** Whether a process is there. `unknown`: from here it cannot be told. */
export type Presence = 'running' | 'gone' | 'unknown';

export function thisProcess(): ProcessIdentity {
  return {
    pid: process.pid,
    startTime: processStatus(process.pid)?.startTime ?? null,
    bootId: readText('/proc/sys/kernel/random/boot_id'),
    pidNamespace: readLink('/proc/self/ns/pid'),
    machineId: readText('/etc/machine-id'),
    host: hostname(),
  };
}

/** Whether `other` still runs. In doubt it does: two owners would lose data, a refusal loses none. */
export function presence(other: ProcessIdentity, here: ProcessIdentity): Presence {
  const sameMachine = other.host === here.host && other.machineId === here.machineId;
  if (other.bootId === null || here.bootId === null) {
    return sameMachine ? presenceByPid(other) : 'unknown';
  }
  // Nothing outlives its machine's boot.
  if (other.bootId !== here.bootId) return sameMachine ? 'gone' : 'unknown';
  return other.pidNamespace === here.pidNamespace ? presenceByPid(other) : 'unknown';
}

function presenceByPid(other: ProcessIdentity): Presence {
  if (!pidExists(other.pid)) return 'gone';
  const status = processStatus(other.pid);
  if (status === null || other.startTime === null) return 'running';
  // A zombie is a dead process that its parent has not yet looked at.
  if (status.state === 'Z' || status.state === 'X') return 'gone';
  return status.startTime === other.startTime ? 'running' : 'gone';
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it exists, and belongs to somebody else.
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

function processStatus(pid: number): { readonly state: string; readonly startTime: string } | null {
  const text = readText(`/proc/${String(pid)}/stat`);
  if (text === null) return null;
  // The second field is the program's name in brackets, and may itself have spaces and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state] = fields;
  const startTime = fields[19];
  return state === undefined || startTime === undefined ? null : { state, startTime };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return null;
  }
}

function readLink(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
