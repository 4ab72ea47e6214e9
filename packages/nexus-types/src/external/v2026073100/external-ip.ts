import type { Ip } from '@skewline/runtime/api';
import type { NameOrId } from './name.ts';

/** A version of IP. */
export type IpVersion = 'v4' | 'v6';

/** Which pool an address comes from. */
export type PoolSelector =
  /** That one. */
  | { type: 'explicit'; pool: NameOrId }
  /** The default pool. */
  | {
      type: 'auto';
      /**
       * Needed where both versions of IP have a default pool.
       *
       * @default null
       */
      ip_version?: IpVersion | null;
    };

/** An address at which a new instance can be reached from outside. */
export type ExternalIpCreate =
  /** One that lasts as long as the instance has it. */
  | {
      type: 'ephemeral';
      /** @default {"type":"auto","ip_version":null} */
      pool_selector?: PoolSelector;
    }
  /** A floating address of the project, which nothing else may be using. */
  | { type: 'floating'; floating_ip: NameOrId };

/** A multicast group that a new instance joins. */
export interface MulticastGroupJoinSpec {
  /** By name, id or address. A group that is not there yet is made. */
  group: string;
  /**
   * Needed where the group is to be made, and both versions of IP have a default pool.
   *
   * @default null
   */
  ip_version?: IpVersion | null;
  /**
   * Whom to listen to. A group for named sources needs them; any other may do without.
   *
   * @default null
   */
  source_ips?: Ip[] | null;
}
