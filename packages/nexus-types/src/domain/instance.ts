import type { DateTime, Uint16, Uuid } from '@skewline/runtime/api';
import type { AutoRestart } from './auto-restart.ts';
import type { ByteCount } from './byte-count.ts';
import type { InstanceCpuPlatform } from './cpu-platform.ts';
import type { Generation } from './generation.ts';
import type { InstanceState, IntendedState } from './instance-state.ts';
import { type DomainProblem, domainProblem } from './problem.ts';

/**
 * The part of an instance that its sagas change. Only the control plane writes it. `activeVmmId` is
 * there exactly when `state` is `vmm`; see `checkInstance`.
 */
export interface InstanceRuntimeState {
  readonly state: InstanceState;
  readonly gen: Generation;
  readonly timeUpdated: DateTime;
  readonly activeVmmId: Uuid | null;
  /** Where a migration under way leads. */
  readonly targetVmmId: Uuid | null;
  readonly migrationId: Uuid | null;
  readonly timeLastAutoRestarted: DateTime | null;
}

/** Who may update an instance: at most one saga at a time. Every lock and unlock counts one on. */
export interface UpdaterLock {
  /** The saga that holds it, or null. */
  readonly updaterId: Uuid | null;
  readonly gen: Generation;
}

/** A virtual machine as its owner knows it. It stays the same while VMMs come and go. */
export interface Instance {
  readonly id: Uuid;
  readonly projectId: Uuid;
  readonly name: string;
  readonly description: string;
  readonly timeCreated: DateTime;
  readonly timeModified: DateTime;
  readonly timeDeleted: DateTime | null;
  readonly hostname: string;
  /** For the guest's first boot, in base64. */
  readonly userData: string;
  readonly ncpus: Uint16;
  readonly memory: ByteCount;
  readonly bootDiskId: Uuid | null;
  /** Null runs on any sled. */
  readonly cpuPlatform: InstanceCpuPlatform | null;
  readonly enableJumboFrames: boolean;
  readonly autoRestart: AutoRestart;
  readonly intendedState: IntendedState;
  readonly runtime: InstanceRuntimeState;
  readonly updaterLock: UpdaterLock;
}

/** Says what is wrong with an instance that was put together by hand; null if nothing is. */
export function checkInstance(instance: Pick<Instance, 'runtime'>): DomainProblem | null {
  const { state, activeVmmId } = instance.runtime;
  if ((state === 'vmm') === (activeVmmId !== null)) return null;
  return domainProblem(state === 'vmm' ? 'vmm_without_active_vmm' : 'active_vmm_without_vmm', [
    'runtime',
    'activeVmmId',
  ]);
}
