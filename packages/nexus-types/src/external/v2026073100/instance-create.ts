import type { ByteCount } from './byte-count.ts';
import type { DiskBackend } from './disk-create.ts';
import type { ExternalIpCreate, MulticastGroupJoinSpec } from './external-ip.ts';
import type { IdentityCreate } from './identity.ts';
import type {
  InstanceAutoRestartPolicy,
  InstanceCpuCount,
  InstanceCpuPlatform,
} from './instance.ts';
import type { Hostname, Name, NameOrId } from './name.ts';
import type { InstanceNetworkInterfaceAttachment } from './network-interface.ts';

/** A disk that a new instance gets. */
export type InstanceDiskAttachment =
  /** One that is made with it. */
  | {
      type: 'create';
      name: Name;
      /** Free text, for people. */
      description: string;
      size: ByteCount;
      disk_backend: DiskBackend;
    }
  /** One of the project that is there already. */
  | { type: 'attach'; name: Name };

/** An instance to be made. */
export interface InstanceCreate extends IdentityCreate {
  hostname: Hostname;
  ncpus: InstanceCpuCount;
  memory: ByteCount;
  /**
   * Whether it is started at once. It is made even where the start then fails.
   *
   * @default true
   */
  start?: boolean;
  /**
   * The disk to start from. Without one the firmware looks for something to start.
   *
   * @default null
   */
  boot_disk?: InstanceDiskAttachment | null;
  /**
   * Further disks. Their order says nothing about what the instance starts from. An instance has at
   * most 12 disks, with the one to start from.
   *
   * @default []
   */
  disks?: InstanceDiskAttachment[];
  /**
   * The anti-affinity groups to join.
   *
   * @default []
   */
  anti_affinity_groups?: NameOrId[];
  /**
   * Null leaves it to the default, which is to start the instance again.
   *
   * @default null
   */
  auto_restart_policy?: InstanceAutoRestartPolicy | null;
  /**
   * Null asks for no particular one.
   *
   * @default null
   */
  cpu_platform?: InstanceCpuPlatform | null;
  /**
   * Whether its primary network interface may use frames of up to 8500 bytes. Only where the
   * operator allows that may this be true.
   *
   * @default false
   */
  enable_jumbo_frames?: boolean;
  /**
   * Addresses to reach it at. Without one it can call out, but nobody can call in.
   *
   * @default []
   */
  external_ips?: ExternalIpCreate[];
  /**
   * The multicast groups to join.
   *
   * @default []
   */
  multicast_groups?: MulticastGroupJoinSpec[];
  /** @default {"type":"default_dual_stack"} */
  network_interfaces?: InstanceNetworkInterfaceAttachment;
  /** The keys that may log in. Null or absent: all keys of the user who makes it. Empty: none. */
  ssh_public_keys?: NameOrId[] | null;
  /**
   * What cloud-init and the like find in the instance: at most 32 KiB, in Base64 with padding.
   *
   * @default ""
   */
  user_data?: string;
}
