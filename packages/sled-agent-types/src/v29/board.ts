import type { Closed, Uint64 } from '@skewline/runtime/api';

/** What the guest's firmware says about the machine: table 1 of SMBIOS, "system information". */
export type SmbiosType1Input = Closed<{
  manufacturer: string;
  product_name: string;
  serial_number: string;
  version: Uint64;
}>;
