import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  presence,
  type ProcessIdentity,
  thisProcess,
} from '../../src/database/process-identity.ts';

const here: ProcessIdentity = {
  pid: process.pid,
  startTime: thisProcess().startTime,
  bootId: 'boot',
  pidNamespace: 'pid:[1]',
  machineId: 'machine',
  host: 'host',
};
const hasProc = existsSync('/proc/self/stat');

describe('presence', () => {
  it('finds this very process', () => {
    expect(presence(thisProcess(), thisProcess())).toBe('running');
  });

  it('finds a process that has ended gone', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const { pid } = child;
    await once(child, 'exit');
    expect(presence({ ...here, pid: pid ?? 0 }, here)).toBe('gone');
  });

  const changed: readonly [string, Partial<ProcessIdentity>, string][] = [
    ['an older boot of this machine', { bootId: 'older' }, 'gone'],
    ['another machine', { bootId: 'other', host: 'other', machineId: 'other' }, 'unknown'],
    // Two machines of one name on one network file system.
    ['another machine of the same name', { bootId: 'other', machineId: 'other' }, 'unknown'],
    ['another container', { pidNamespace: 'pid:[2]' }, 'unknown'],
    ['another host, without /proc', { bootId: null, host: 'other' }, 'unknown'],
    ['this host, without /proc', { bootId: null, startTime: null, pidNamespace: null }, 'running'],
  ];
  it.each(changed)('judges %s', (_what, change, want) => {
    expect(presence({ ...here, ...change }, here)).toBe(want);
  });

  it.runIf(hasProc)('is not taken in by a number that is used again', () => {
    expect(presence({ ...here, startTime: '1' }, here)).toBe('gone');
  });

  it.runIf(hasProc)('knows when and where this process began', () => {
    const self = thisProcess();
    expect(self.startTime).toMatch(/^\d+$/);
    expect(self.bootId).toMatch(/^[0-9a-f-]{36}$/);
    expect(self.pidNamespace).toMatch(/^pid:\[\d+\]$/);
  });
});
