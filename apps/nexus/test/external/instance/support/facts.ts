import type { InstanceReading } from '@skewline/db-model';
import {
  addSeconds,
  type StartAttempt,
  startFailure,
  type StartFailureCode,
  type StartOrigin,
  type VmmState,
} from '@skewline/nexus-types/domain';

export const begin = '2026-11-21T06:00:00Z';
export const at = (seconds: number): string => addSeconds(begin, seconds);

/** A start that took from one second to another. */
export function failedStart(
  id: string,
  code: StartFailureCode,
  from: number,
  to: number,
  origin: StartOrigin = 'auto_restart',
): StartAttempt {
  const outcome = { kind: 'failed', timeFinished: at(to), failure: startFailure(code) } as const;
  return { ...openStart(id, from, origin), outcome };
}

export function goodStart(id: string, from: number, origin: StartOrigin = 'user'): StartAttempt {
  const outcome = { kind: 'succeeded', timeFinished: at(from + 1) } as const;
  return { ...openStart(id, from, origin), outcome };
}

export function openStart(id: string, from: number, origin: StartOrigin = 'user'): StartAttempt {
  return {
    id,
    instanceId: 'i',
    origin,
    requestId: null,
    timeStarted: at(from),
    outcome: { kind: 'open' },
    vmmId: null,
  };
}

export interface Told {
  readonly instance?: Partial<InstanceReading['instance']>;
  readonly runtime?: Partial<InstanceReading['instance']['runtime']>;
  readonly vmm?: VmmState;
  readonly vmmTime?: number;
  readonly attempts?: readonly StartAttempt[];
  readonly runFailure?: InstanceReading['runFailure'];
}

/** Stopped, and never started, unless something else is told. */
export function readingOf(told: Told): InstanceReading {
  return {
    instance: {
      id: 'i',
      projectId: 'p',
      name: 'web',
      description: '',
      timeCreated: begin,
      timeModified: begin,
      timeDeleted: null,
      hostname: 'web',
      ncpus: 2,
      memory: 2 ** 30,
      bootDiskId: null,
      cpuPlatform: null,
      enableJumboFrames: false,
      autoRestart: { policy: null, cooldownSeconds: null },
      intendedState: 'stopped',
      updaterLock: { updaterId: null, gen: 1 },
      ...told.instance,
      runtime: {
        state: told.vmm === undefined ? 'no_vmm' : 'vmm',
        gen: 1,
        timeUpdated: begin,
        activeVmmId: told.vmm === undefined ? null : 'v',
        targetVmmId: null,
        migrationId: null,
        timeLastAutoRestarted: null,
        ...told.runtime,
      },
    },
    activeVmm:
      told.vmm === undefined ? null : { state: told.vmm, timeUpdated: at(told.vmmTime ?? 0) },
    attempts: told.attempts ?? [],
    runFailure: told.runFailure ?? null,
    problems: [],
  };
}
