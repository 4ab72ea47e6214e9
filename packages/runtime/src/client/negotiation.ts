/**
 * Which version to speak: what is known, what is heard, and what follows from it. Pure; the
 * connection asks, listens and tells the time.
 */
import {
  announces,
  compareVersions,
  highestCommon,
  parseAnnouncement,
  positionOf,
} from '../announcement.ts';
import type { ApiVersions } from '../api-versions.ts';

export interface Spoken {
  /** Three numbers. */
  readonly version: string;
  /** In the API's list of versions. */
  readonly position: number;
}

export interface Known {
  /** Absent while nothing is known. */
  readonly spoken?: Spoken;
  /** The announcement that it follows from. */
  readonly announced?: string;
  /** When that was last heard, in milliseconds. */
  readonly heardAt: number;
  /** Until then no announcement raises the version. */
  readonly heldUntil: number;
}

export type Heard =
  /** By the source, or from outside: it replaces what was known. */
  | { readonly kind: 'answered' | 'told'; readonly text: string; readonly at: number }
  /** In the header of any response. */
  | { readonly kind: 'announced'; readonly text: string; readonly at: number }
  /** In the header of a response that refuses the version it was sent. */
  | {
      readonly kind: 'refused';
      readonly text: string;
      readonly at: number;
      readonly sent: string;
    };

export type Unusable = 'malformed' | 'nothing in common';

export const nothingKnown: Known = { heardAt: 0, heldUntil: 0 };

/**
 * For this long after the version went down no announcement raises it: behind one address there may
 * be servers of several versions, and the lowest is what all of them speak.
 */
const holdMs = 1000;

export function isFresh(known: Known, at: number, expiryMs: number): boolean {
  return known.spoken !== undefined && at - known.heardAt < expiryMs;
}

export function hear(
  api: ApiVersions,
  known: Known,
  heard: Heard,
): { readonly known: Known; readonly unusable?: Unusable } {
  const { kind, text, at } = heard;
  const { spoken, heldUntil } = known;
  if (kind === 'announced' && text === known.announced) return { known: { ...known, heardAt: at } };
  const announcement = parseAnnouncement(text);
  if (announcement === undefined) return { known, unusable: 'malformed' };
  const version = highestCommon(api, announcement);
  const position = version === undefined ? undefined : positionOf(api, version);
  if (version === undefined || position === undefined) {
    const unusable = 'nothing in common';
    // It has just answered in a version that it does not announce: what works goes on.
    if (kind === 'announced') return { known, unusable };
    return { known: { announced: text, heardAt: at, heldUntil }, unusable };
  }
  const hasMovedOn = kind === 'refused' && spoken !== undefined && spoken.version !== heard.sent;
  // Of calls that are refused at the same time the first one has settled it.
  if (hasMovedOn && announces(announcement, spoken.version)) return { known };
  const before = kind === 'refused' ? heard.sent : spoken?.version;
  const goes = before === undefined ? 0 : compareVersions(version, before);
  if (kind === 'announced' && goes > 0 && at < heldUntil) return { known };
  return {
    known: {
      spoken: { version, position },
      announced: text,
      heardAt: at,
      heldUntil: goes < 0 && kind !== 'told' ? at + holdMs : heldUntil,
    },
  };
}
