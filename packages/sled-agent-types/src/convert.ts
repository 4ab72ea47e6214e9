import { climb, type Context, Refusal, versionAt } from '@skewline/runtime';
import { epochs, sparse, versions } from './generated/conversions.ts';

export interface VersionPair {
  /** The version that the value is of. */
  readonly from: number;
  /** The version that is wanted. */
  readonly to: number;
}

/**
 * A value of one version as another version says it, or a `Refusal` where it cannot be said there.
 * For programs that learn type and versions only when they run; where both are known, the functions
 * of `@skewline/sled-agent-types/v49/up` and `…/v49/down` have types.
 *
 * The value must be valid in its version (see `…/validators`). It is not changed, and what stays the
 * same is shared with the result. `context` names the operation that the value is of, if it is of one.
 */
export function convert(
  type: string,
  { from, to }: VersionPair,
  value: unknown,
  context: Context = {},
): unknown {
  const [start, end] = [positionOf(from), positionOf(to)];
  if (start === undefined) return unknownVersion(from);
  if (end === undefined) return unknownVersion(to);
  const epoch = epochs.findIndex(
    (one) => one.type === type && one.first <= start && start <= one.last,
  );
  if (epoch === -1) {
    const message = `version ${String(from)} has no type ${type}`;
    return new Refusal(message, { code: 'type_unknown', version: String(from) });
  }
  return climb(epochs, epoch, end, value, context);
}

function positionOf(version: number): number | undefined {
  // Texts of versions may have dots; the numbers of this API have none.
  return Number.isSafeInteger(version) ? versionAt(versions, String(version), sparse) : undefined;
}

function unknownVersion(version: number): Refusal {
  const message = `the Sled Agent API has no version ${String(version)} here`;
  return new Refusal(message, { code: 'version_unknown', version: String(version) });
}
