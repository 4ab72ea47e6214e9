import type { Ip, Uint32, Uint8, Uuid } from '@skewline/runtime/api';
import type { IpNet } from './ip-net.ts';

/** A virtual network card, and where it is in its VPC. */
export interface NetworkInterface {
  id: Uuid;
  name: Name;
  kind: NetworkInterfaceKind;
  mac: MacAddr;
  /** Its address in the VPC. */
  ip: Ip;
  /** The VPC subnet that `ip` is of. */
  subnet: IpNet;
  /**
   * Subnets that the guest may send from and receive for beside its own address: it routes them.
   *
   * @default []
   */
  transit_ips?: IpNet[];
  vni: Vni;
  /** The one that traffic to the outside takes. */
  primary: boolean;
  /** The card's place among those of its instance. */
  slot: Uint8;
}

/** Whose network card it is; `id` is the owner's. */
export type NetworkInterfaceKind =
  { type: 'instance'; id: Uuid } | { type: 'service'; id: Uuid } | { type: 'probe'; id: Uuid };

/**
 * Six bytes in hexadecimal, with colons between: `a8:40:25:00:00:63`. Leading zeros may be missing.
 *
 * @pattern ^([0-9a-fA-F]{0,2}:){5}[0-9a-fA-F]{0,2}$
 * @minLength 5
 * @maxLength 17
 */
export type MacAddr = string;

/** Tells the traffic of one VPC from that of another on the underlay: a VXLAN network identifier. */
export type Vni = Uint32;

/**
 * What people call something: lower case at first, then letters, digits and hyphens. It cannot look
 * like a UUID, because both can stand in the same place.
 *
 * @pattern ^(?![0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$)^[a-z]([a-zA-Z0-9-]*[a-zA-Z0-9]+)?$
 * @minLength 1
 * @maxLength 63
 */
export type Name = string;
