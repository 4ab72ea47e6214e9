import type { Uuid } from '@skewline/runtime/api';
import type { CallOptions, InstanceNetwork } from './services.ts';

/** Leads packets for an instance to a sled, or, with null, nowhere. May be repeated. */
export async function leadNetwork(
  network: InstanceNetwork,
  instanceId: Uuid,
  sledId: Uuid | null,
  options: CallOptions,
): Promise<void> {
  await (sledId === null
    ? network.deleteNat(instanceId, options)
    : network.ensureNat(instanceId, sledId, options));
  await network.setMulticast(instanceId, sledId, options);
}
