/** The CPU that an instance asks for: the oldest it can be run on. */
export type InstanceCpuPlatform = 'amd_milan' | 'amd_turin' | 'amd_turin_v2';

/** The CPU that a VMM shows to its guest; `sled_default` is whatever the sled has. */
export type VmmCpuPlatform = 'sled_default' | InstanceCpuPlatform;

/** What a sled's CPU is. */
export type SledCpuFamily = 'unknown' | 'amd_milan' | 'amd_turin' | 'amd_turin_dense';
