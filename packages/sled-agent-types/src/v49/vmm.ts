/**
 * Where a VMM is in its life. A VMM that failed says why: until now its sled agent knew and had no
 * words for it.
 */
export type VmmState =
  | { kind: 'starting' }
  | { kind: 'running' }
  | { kind: 'stopping' }
  | { kind: 'stopped' }
  | { kind: 'rebooting' }
  | { kind: 'migrating' }
  | { kind: 'failed'; cause: VmmFailureCause; detail: VmmFailureDetail | null }
  | { kind: 'destroyed' };

/**
 * Why a VMM failed, as far as its sled agent can know: the zone around it disappeared; the VMM
 * process runs, but has forgotten its instance; the VMM could not be set up in the first place. Or
 * the sled agent is too old to say, and it is unspecified.
 */
export type VmmFailureCause =
  'zone_gone' | 'propolis_lost_instance' | 'setup_failed' | 'unspecified';

/**
 * A short text for operators: it may name things that the owner of the instance must not see.
 *
 * @maxLength 1024
 */
export type VmmFailureDetail = string;
