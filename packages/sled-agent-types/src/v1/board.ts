import type { Closed, OneOf, Uint32, Uint64, Uint8 } from '@skewline/runtime/api';

/** A virtual mainboard: processors, memory and what the guest sees of them. */
export type Board = Closed<{
  /** How many virtual processors there are. */
  cpus: Uint8;
  /** In mebibytes. */
  memory_mb: Uint64;
  chipset: Chipset;
  /** The one that the host would show by itself, where this is absent. */
  guest_hv_interface?: GuestHypervisorInterface;
  /** Where this is absent or null, the guest sees what the host's processor says of itself. */
  cpuid?: Cpuid | null;
}>;

/** The chips that join processor, memory and buses. */
export type Chipset = OneOf<Closed<{ type: 'i440_fx'; value: I440Fx }>>;

/** Settings of the Intel 440FX. */
export type I440Fx = Closed<{
  /** Whether the guest may reach configuration space in the way of PCI Express. */
  enable_pcie: boolean;
}>;

/** The hypervisor that the guest believes to run on. */
export type GuestHypervisorInterface =
  | Closed<{ type: 'bhyve' }>
  | Closed<{
      type: 'hyper_v';
      value: Closed<{
        /** @uniqueItems true */
        features: HyperVFeatureFlag[];
      }>;
    }>;

/** Something that Windows can do better when the hypervisor offers it. */
export type HyperVFeatureFlag = 'reference_tsc';

/** What the CPUID instruction answers in the guest. */
export type Cpuid = Closed<{
  /** No leaf and subleaf twice. */
  entries: CpuidEntry[];
  /** In whose sense the extended leaves are to be understood. */
  vendor: CpuidVendor;
}>;

/** The answer to one question: a leaf and perhaps a subleaf in, four registers out. */
export type CpuidEntry = Closed<{
  leaf: Uint32;
  /** Absent or null for a leaf that has none. */
  subleaf?: Uint32 | null;
  eax: Uint32;
  ebx: Uint32;
  ecx: Uint32;
  edx: Uint32;
}>;

/** Who made the processor. */
export type CpuidVendor = 'amd' | 'intel';
