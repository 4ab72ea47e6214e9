/**
 * The versions of the Sled Agent API in which something about instances changed, oldest first. The
 * numbers are omicron's; one between two of these (2, 30, 48) is a version too, in which everything
 * here stayed as it was.
 */
export interface Versions {
  /** The first version that a sled agent and its callers could negotiate. */
  1: 'initial';
  /** An instance can be a member of multicast groups. */
  7: 'multicast_support';
  /** A slice of a sled's own disks can be handed to a VMM. */
  9: 'delegate_zvol_to_propolis';
  /** A network interface has an IPv4 address, an IPv6 address, or both. */
  10: 'add_dual_stack_shared_network_interfaces';
  /** So have the external addresses of an instance. */
  11: 'add_dual_stack_external_ip_config';
  /** Local storage is encrypted or not. */
  17: 'two_types_of_delegated_zvol';
  /** Whole subnets can be attached to an instance. */
  18: 'add_attached_subnets';
  /** A VMM can have a socket device, and the tables that tell a guest what machine it is on. */
  29: 'add_vsock_component';
  /** Firewall rules can name ICMPv6. */
  31: 'add_icmpv6_firewall_support';
  /** An instance may have no external address at all. */
  32: 'make_all_external_ip_fields_optional';
  /** The primary network interface can carry jumbo frames. */
  41: 'add_instance_primary_nic_mtu';
  /** An NVMe disk says whether it has a write cache. */
  44: 'propolis_nvme_vwc';
  /** A VMM that failed says why. */
  49: 'vmm_failure_reason';
}
