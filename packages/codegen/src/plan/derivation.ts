import type { Side } from '../diff/side.ts';
import type { Schema } from '../model/schema.ts';
import type { Hole, HoleReason, Loss, NamedConversion, Plan } from './plan.ts';

/** What deriving a plan needs to know, and where it notes what it finds. */
export interface Derivation {
  readonly source: Side;
  readonly target: Side;
  /** The named type, or operation, that holes and losses belong to. */
  readonly owner: string;
  readonly holes: Hole[];
  readonly losses: Loss[];
  /** The pairs of schemas that are being gone into, outermost first. */
  readonly open: (readonly [Schema, Schema])[];
  /** The conversion of two named types, planned now or already. */
  conversion(source: string, target: string): NamedConversion;
  /** Whether one type is what the other became: what changed in it is decided there. */
  paired(source: string, target: string): boolean;
  /** What the two ends' spellings of one property name have in common. */
  readonly common: (name: string) => string;
  /** Whether skewline.json wants to be asked about this property of the owner. */
  asked(field: string): boolean;
  /** Goes into two schemas; each kind of schema has a file that calls back here. */
  derive(source: Schema, target: Schema, place: Place, to: Derivation): Plan;
}

/** Where in the owner we are. */
export interface Place {
  /** `NetworkInterface.ip`, `RouterPeerType(numbered)`, `Ports[]`, `Zones{}`. */
  readonly path: string;
  /** TypeScript types of both ends, see `type-text.ts`. */
  readonly source: string;
  readonly target: string;
}

export const same: Plan = Object.freeze({ kind: 'same' });

/** Notes a hole for a whole value; `object.ts` has those of fields. */
export function ask(
  place: Place,
  reason: HoleReason,
  source: Schema,
  target: Schema,
  to: Derivation,
  { parameter = place.source, suffix = '' }: { parameter?: string; suffix?: string },
): Hole {
  const hole: Hole = {
    key: `${place.path}${suffix}`,
    reason,
    type: to.owner,
    fields: [],
    lost: [],
    parameter,
    result: place.target,
    source,
    target,
  };
  to.holes.push(hole);
  return hole;
}
