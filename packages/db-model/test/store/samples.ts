import { randomUUID } from 'node:crypto';
import {
  defaultAutoRestart,
  type Instance,
  type Migration,
  newStartAttempt,
  newVmm,
  type Sled,
  type SledReservation,
  type StartAttempt,
  type Vmm,
  type VmmState,
} from '@skewline/nexus-types/domain';
import { Refusal } from '@skewline/runtime';
import type { Group } from '../../src/store/index.ts';

/** One of each, with a new id each time, so that tests can share a database. */

export const begin = '2026-11-21T06:00:00.000000Z';
/** So many seconds later. */
export function later(seconds: number): string {
  return new Date(Date.parse(begin) + seconds * 1000).toISOString().replace(/Z$/, '000Z');
}

export function sampleVmm(state: VmmState = { kind: 'running' }, over: Partial<Vmm> = {}): Vmm {
  const plan = {
    id: randomUUID(),
    instanceId: randomUUID(),
    sledId: randomUUID(),
    propolisIp: 'fd00:1122:3344:101::1:2',
    cpuPlatform: 'amd_milan',
  } as const;
  return { ...newVmm(plan, begin), runtime: { state, gen: 3, timeUpdated: begin }, ...over };
}

export function sampleMigration(source: string, target: string): Migration {
  const side = { state: 'in_progress', gen: 2, timeUpdated: null } as const;
  return {
    id: randomUUID(),
    instanceId: randomUUID(),
    timeCreated: begin,
    timeDeleted: null,
    source: { vmmId: source, ...side },
    target: { vmmId: target, ...side },
  };
}

export function sampleInstance(over: Partial<Instance> = {}): Instance {
  return {
    id: randomUUID(),
    projectId: randomUUID(),
    name: 'web',
    description: 'a web server',
    timeCreated: begin,
    timeModified: begin,
    timeDeleted: null,
    hostname: 'web',
    userData: Buffer.from('#cloud-config').toString('base64'),
    ncpus: 4,
    memory: 8 * 2 ** 30,
    bootDiskId: null,
    cpuPlatform: null,
    enableJumboFrames: false,
    autoRestart: { policy: null, cooldownSeconds: defaultAutoRestart.cooldownSeconds },
    intendedState: 'running',
    runtime: {
      state: 'no_vmm',
      gen: 1,
      timeUpdated: begin,
      activeVmmId: null,
      targetVmmId: null,
      migrationId: null,
      timeLastAutoRestarted: null,
    },
    updaterLock: { updaterId: null, gen: 1 },
    ...over,
  };
}

export function sampleAttempt(over: Partial<StartAttempt> = {}): StartAttempt {
  const request = {
    id: randomUUID(),
    instanceId: randomUUID(),
    origin: 'user',
    requestId: 'request-1',
  } as const;
  return { ...newStartAttempt(request, begin), ...over };
}

export function sampleReservation(over: Partial<SledReservation> = {}): SledReservation {
  return {
    id: randomUUID(),
    sledId: randomUUID(),
    instanceId: randomUUID(),
    resources: { hardwareThreads: 4, rssRam: 0, reservoirRam: 8 * 2 ** 30 },
    state: 'active',
    ...over,
  };
}

export function sampleSled(over: Partial<Sled> = {}): Sled {
  return {
    id: randomUUID(),
    rackId: randomUUID(),
    timeCreated: begin,
    timeModified: begin,
    timeDeleted: null,
    baseboard: { part: '913-0000019', serial: randomUUID(), revision: 6 },
    address: { ip: 'fd00:1122:3344:101::1', port: 12_345 },
    policy: 'in_service',
    state: 'active',
    evacuating: false,
    cpuFamily: 'amd_milan',
    capacity: { hardwareThreads: 128, rssRam: 2 ** 40, reservoirRam: 2 ** 39 },
    sledAgentGen: 1,
    ...over,
  };
}

export function sampleGroup(over: Partial<Group> = {}): Group {
  return {
    id: randomUUID(),
    projectId: randomUUID(),
    name: 'together',
    description: 'a group',
    timeCreated: begin,
    timeModified: begin,
    timeDeleted: null,
    policy: 'fail',
    failureDomain: 'sled',
    ...over,
  };
}

/** The value of what must not be refused here. */
export function accepted<Value>(value: Value | Refusal): Value {
  if (value instanceof Refusal) throw new Error(`${value.code}: ${value.message}`);
  return value;
}
