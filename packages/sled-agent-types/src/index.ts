/**
 * The instance side of the Sled Agent API, version by version.
 *
 *     import { convert } from '@skewline/sled-agent-types';
 *     import type { SledVmmState } from '@skewline/sled-agent-types/v1';
 *
 *     const newer = convert('SledVmmState', { from: 1, to: 49 }, state);
 *
 * The types that this module exports are those of the newest version; those of an older one come
 * from an entry of its own: `/v1`, `/v7` … A number between two of them is the lower one.
 * `/conversions` and `/validators` list what there is by type and version, `/v49/up` and `/v49/down`
 * have the conversions of that step as functions with types.
 */
export { convert, type VersionPair } from './convert.ts';
export { versions } from './generated/conversions.ts';
export type * from './generated/latest.ts';
