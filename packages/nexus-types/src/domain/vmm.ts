import type { DateTime, Ip, Uint16, Uuid } from '@skewline/runtime/api';
import type { VmmCpuPlatform } from './cpu-platform.ts';
import type { Generation } from './generation.ts';
import type { VmmFailure } from './vmm-failure-reason.ts';
import type { VmmState } from './vmm-state.ts';

/** The part of a VMM that changes while it runs. While it lives, its sled agent owns it. */
export interface VmmRuntimeState {
  readonly state: VmmState;
  /** One more with every change of state. */
  readonly gen: Generation;
  /** When the state last changed. */
  readonly timeUpdated: DateTime;
}

/** One incarnation of an instance: a virtual machine on one sled. */
export interface Vmm {
  readonly id: Uuid;
  readonly instanceId: Uuid;
  readonly sledId: Uuid;
  readonly timeCreated: DateTime;
  readonly timeDeleted: DateTime | null;
  /** Where the process that runs the machine listens. */
  readonly propolisIp: Ip;
  readonly propolisPort: Uint16;
  readonly cpuPlatform: VmmCpuPlatform;
  readonly runtime: VmmRuntimeState;
  /**
   * Why it had failed before it came to the state that it is in; null if it never had. While it is
   * failed this is null, for the state itself says why: so a VMM can be said in one way only, and
   * its row, which has one pair of columns for both, gives the same VMM back. See `checkVmm`.
   */
  readonly lastFailure: VmmFailure | null;
}
