import type { DateTime, Ip, Uint8, Uuid } from '@skewline/runtime/api';

export type ExternalIpKindLabel = 'snat' | 'ephemeral' | 'floating';

/** Table `ip_pool_range`: addresses that a pool has to give, both ends included. */
export interface IpPoolRangeRow {
  readonly id: Uuid;
  readonly pool_id: Uuid;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly first_address: Ip;
  readonly last_address: Ip;
}

/** Table `external_ip`. */
export interface ExternalIpRow {
  readonly id: Uuid;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly project_id: Uuid;
  readonly pool_id: Uuid;
  /** What it leads to; only a floating one leads nowhere. */
  readonly instance_id: Uuid | null;
  readonly kind: ExternalIpKindLabel;
  readonly ip: Ip;
}

/** Table `network_interface`. */
export interface NetworkInterfaceRow {
  readonly id: Uuid;
  readonly name: string;
  readonly description: string;
  readonly time_created: DateTime;
  readonly time_modified: DateTime;
  readonly time_deleted: DateTime | null;
  readonly instance_id: Uuid;
  readonly subnet_id: Uuid;
  /** 0 to 7, in the order in which the guest sees them. */
  readonly slot: Uint8;
  readonly ip: Ip;
  /** `A8:40:25:FB:00:1C` */
  readonly mac: string;
  readonly is_primary: boolean;
}
