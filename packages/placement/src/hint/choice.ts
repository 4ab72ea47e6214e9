import { familiesForStart, type InstanceCpuPlatform } from '@skewline/nexus-types/domain';
import { bitOf, reasonOrder } from '../explain/reasons.ts';
import type { SledTests } from '../explain/sled-tests.ts';
import type { Tally } from '../explain/tally.ts';
import type { RackInside } from '../rack.ts';
import { families } from '../rack/sled-table.ts';
import type { PlacementRequest } from '../snapshot.ts';
import type { Remedy } from './remedy.ts';

/** From the narrowest to the widest; null is none. */
const widerPlatforms: readonly (InstanceCpuPlatform | null)[] = ['amd_turin', 'amd_milan', null];

/** A CPU platform that more sleds have: the first that some sled with room has. Of a start only. */
export function otherPlatform(
  { otherFamilies }: Tally,
  { reason, cpuPlatform }: PlacementRequest,
): Remedy | null {
  if (reason !== 'start' || cpuPlatform === null || otherFamilies === null) return null;
  for (const platform of widerPlatforms) {
    const suitable = familiesForStart(platform) ?? families;
    const sleds = families.reduce(
      (sum, family, at) => (suitable.includes(family) ? sum + (otherFamilies[at] ?? 0) : sum),
      0,
    );
    if (sleds === 0) continue;
    const ways = [[{ change: 'request', to: { cpuPlatform: platform } } as const]];
    return { kind: 'other_platform', platform, sleds, ways };
  }
  return null;
}

/** To choose from all sleds, where others would do; where the instance is already does not count. */
export function anySled(
  { peers }: RackInside,
  tests: SledTests,
  { alone }: Tally,
  { instanceId, mustSelectFrom }: PlacementRequest,
): Remedy | null {
  if (mustSelectFrom === null) return null;
  const own = new Set(peers.instance(instanceId)?.reservations.map(({ slot }) => slot));
  const ownOnes = [...own].filter((slot) => tests.against(slot) === bitOf.not_selected);
  const sleds = (alone[reasonOrder.indexOf('not_selected')] ?? 0) - ownOnes.length;
  if (sleds === 0) return null;
  const ways = [[{ change: 'request', to: { mustSelectFrom: null } } as const]];
  return { kind: 'any_sled', sleds, ways };
}
