import { dryRun } from '../explain.ts';
import { seeded } from '../random.ts';
import type { NotReserved } from '../reserve.ts';
import type { Explanation } from './explanation.ts';

/**
 * Explains why nothing was reserved, from what was read; null where the refusal is not about sleds. What
 * is refused does not depend on chance, so it is decided once more here.
 */
export function explainReserving({ considered }: NotReserved): Explanation | null {
  if (considered === null) return null;
  const { rack, request, taken } = considered;
  return dryRun(rack, request, { random: seeded(1), taken });
}
