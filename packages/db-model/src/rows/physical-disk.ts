import type { DateTime, Uuid } from '@skewline/runtime/api';

export type PhysicalDiskKindLabel = 'm2' | 'u2';

export type PhysicalDiskPolicyLabel = 'in_service' | 'expunged';

export type PhysicalDiskStateLabel = 'active' | 'decommissioned';

/** Table `physical_disk`. */
export interface PhysicalDiskRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly vendor: string;
  readonly serial: string;
  readonly model: string;
  readonly variant: PhysicalDiskKindLabel;
  readonly disk_policy: PhysicalDiskPolicyLabel;
  readonly disk_state: PhysicalDiskStateLabel;
  readonly sled_id: Uuid;
}
