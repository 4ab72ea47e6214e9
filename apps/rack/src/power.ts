import { createGatewayClient, type PowerState } from '@skewline/gateway-types/client';
import { valueOf } from './clients.ts';

/** Switches the host of a sled, as the gateway sees it; the sled agent is another matter. */
export async function switchPower(
  gatewayUrl: string,
  serial: string,
  power: PowerState,
): Promise<void> {
  const gateway = createGatewayClient({ baseUrl: gatewayUrl });
  valueOf(await gateway.sledPowerPut({ path: { serial }, body: { power_state: power } }));
}
