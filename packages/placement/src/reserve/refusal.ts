import { startFailureCodes } from '@skewline/nexus-types/domain';
import type { Refusal, RefusalCode } from '../decision.ts';
import type { PlacementProblem } from '../problem.ts';

/** What keeps a reservation from being made beside what keeps a sled from being chosen. */
export type ReserveRefusalCode = RefusalCode | 'instance_changed' | 'cancelled' | 'internal';

/** Why nothing was reserved. */
export interface ReserveRefusal extends Omit<Refusal, 'code' | 'http'> {
  readonly code: ReserveRefusalCode;
  readonly http: Refusal['http'] | 500;
}

const statuses = { instance_changed: 409, cancelled: 409, internal: 500 } as const;

/** Of those codes that no decision has. */
export function refuseReserving(
  code: keyof typeof statuses,
  problems: readonly PlacementProblem[] = [],
): ReserveRefusal {
  return { kind: 'refused', code, http: statuses[code], ...startFailureCodes[code], problems };
}
