import type { Resources, SledFate } from '@skewline/nexus-client/operator';
import { wordsOf } from './reasons.ts';
import type { Unit } from './amounts.ts';

/**
 * The sled that comes closest to taking an instance that no sled takes; null where one takes it, or where no sled takes
 * anything at all. Closest is: the fewest reasons; where that is a draw, the least share of what is asked for missing,
 * a rule counting as all of it; then the serial number, so that the mark does not wander.
 */
export function nearestMiss(sleds: readonly SledFate[], requested: Resources): string | null {
  if (sleds.some(({ fits }) => fits)) return null;
  const open = sleds.filter(({ reasons }) =>
    reasons.every(({ reason }) => wordsOf(reason).kind !== 'service'),
  );
  const [nearest] = open
    .map((sled) => ({ sled, missing: missingShare(sled, requested) }))
    .sort(
      (one, other) =>
        one.sled.reasons.length - other.sled.reasons.length ||
        one.missing - other.missing ||
        (one.sled.serial < other.sled.serial ? -1 : 1),
    );
  return nearest?.sled.sled_id ?? null;
}

/** The greatest part of the request that is missing: 0 for nothing, 1 for all of it, more where other instances sit there. */
function missingShare({ reasons }: SledFate, requested: Resources): number {
  return Math.max(
    0,
    ...reasons.map(({ reason, shortfall }) => {
      const { unit, kind } = wordsOf(reason);
      if (kind !== 'room' || shortfall === null || unit === null) return 1;
      const whole = requestedIn(reason, unit, requested);
      return whole <= 0 ? 1 : shortfall / whole;
    }),
  );
}

function requestedIn(reason: string, unit: Unit, requested: Resources): number {
  if (unit === 'threads') return requested.hardware_threads;
  if (reason === 'reservoir') return requested.reservoir_ram;
  if (reason === 'physical_ram') return requested.rss_ram;
  // How many disks, and how large, is not said.
  return 0;
}
