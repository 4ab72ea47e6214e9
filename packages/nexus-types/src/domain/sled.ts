import type { DateTime, Int64, Ip, Uint16, Uuid } from '@skewline/runtime/api';
import type { SledCpuFamily } from './cpu-platform.ts';
import type { Generation } from './generation.ts';
import type { Resources } from './resources.ts';

/** What the operator wants of a sled: to use it, to put nothing new on it, or that it is gone. */
export type SledPolicy = 'in_service' | 'no_provision' | 'expunged';

/** What the control plane has made of it; `decommissioned` comes after `expunged` and is the end. */
export type SledState = 'active' | 'decommissioned';

/** Which piece of hardware it is. */
export interface Baseboard {
  readonly part: string;
  readonly serial: string;
  readonly revision: Int64;
}

/** A server of the rack. */
export interface Sled {
  readonly id: Uuid;
  readonly rackId: Uuid;
  readonly timeCreated: DateTime;
  readonly timeModified: DateTime;
  readonly timeDeleted: DateTime | null;
  readonly baseboard: Baseboard;
  /** Where its sled agent listens. */
  readonly address: SledAddress;
  readonly policy: SledPolicy;
  readonly state: SledState;
  /** Its instances are being moved away; placement passes it over. */
  readonly evacuating: boolean;
  readonly cpuFamily: SledCpuFamily;
  readonly capacity: Resources;
  /** Counts what the sled agent told of itself: an older report changes nothing. */
  readonly sledAgentGen: Generation;
}

export interface SledAddress {
  readonly ip: Ip;
  readonly port: Uint16;
}

/** Whether anything new may be put on it. */
export function isProvisionable(
  sled: Pick<Sled, 'timeDeleted' | 'policy' | 'state' | 'evacuating'>,
): boolean {
  return (
    sled.timeDeleted === null &&
    sled.policy === 'in_service' &&
    sled.state === 'active' &&
    !sled.evacuating
  );
}
