/** The CPU that an instance asks for: the oldest it can be run on. */
export type InstanceCpuPlatform = 'amd_milan' | 'amd_turin' | 'amd_turin_v2';

/** The CPU that a VMM shows to its guest; `sled_default` is whatever the sled has. */
export type VmmCpuPlatform = 'sled_default' | InstanceCpuPlatform;

/** What a sled's CPU is. */
export type SledCpuFamily = 'unknown' | 'amd_milan' | 'amd_turin' | 'amd_turin_dense';

/**
 * The sleds that can run a VMM of a platform. One table for the start of an instance and for
 * migration. What is `sled_default` was never promised anything another sled has: it cannot move.
 */
export const familiesOfPlatform: {
  readonly [Platform in VmmCpuPlatform]: readonly SledCpuFamily[];
} = {
  sled_default: [],
  amd_milan: ['amd_milan', 'amd_turin', 'amd_turin_dense'],
  amd_turin: ['amd_turin', 'amd_turin_dense'],
  amd_turin_v2: ['amd_turin', 'amd_turin_dense'],
};

/** The platform that a VMM gets on a sled when its instance asked for none: what most sleds can run. */
export const minimumPlatformOfFamily: { readonly [Family in SledCpuFamily]: VmmCpuPlatform } = {
  unknown: 'sled_default',
  amd_milan: 'amd_milan',
  amd_turin: 'amd_milan',
  amd_turin_dense: 'amd_milan',
};

/** Which sleds can start an instance; null is all of them. */
export function familiesForStart(
  platform: InstanceCpuPlatform | null,
): readonly SledCpuFamily[] | null {
  return platform === null ? null : familiesOfPlatform[platform];
}

/** What to record as the platform of a VMM that is made for an instance on a sled. */
export function platformOfVmm(
  platform: InstanceCpuPlatform | null,
  family: SledCpuFamily,
): VmmCpuPlatform {
  return platform ?? minimumPlatformOfFamily[family];
}
