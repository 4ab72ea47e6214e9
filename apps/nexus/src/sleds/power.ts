import { connect, sledPowerView } from '@skewline/gateway-types/client';
import { responseValidators } from '@skewline/gateway-types/client/responses';
import type { SledPower } from '@skewline/saga/instance';
import type { Logger } from 'pino';
import type { SledTable } from './sled-table.ts';
import type { Sleds } from './sleds.ts';

export interface PowerOptions {
  /** Null: there is nobody to ask. */
  readonly gatewayUrl: string | null;
  readonly timeoutMs: number;
  readonly table: SledTable;
  readonly log: Logger;
  readonly closing: AbortSignal;
}

/**
 * Asks the gateway. Whatever goes wrong is `unknown`, for only what the gateway itself says of this very serial number is
 * a proof.
 */
export function gatewayPower(options: PowerOptions): Sleds['power'] {
  const { gatewayUrl, timeoutMs, table, log, closing } = options;
  if (gatewayUrl === null) return async () => 'unknown';
  const gateway = connect({
    baseUrl: gatewayUrl,
    timeoutMs,
    retries: 1,
    validate: responseValidators,
  });
  return async (sledId, signal): Promise<SledPower> => {
    const sled = await table.find(sledId);
    if (sled === null) return 'unknown';
    const { serial } = sled.baseboard;
    const ends = signal === undefined ? closing : AbortSignal.any([signal, closing]);
    const answer = await sledPowerView(gateway, { path: { serial } }, { signal: ends });
    if (!answer.ok) {
      log.warn({ sledId, serial, code: answer.code, words: answer.message }, 'power is not known');
      return 'unknown';
    }
    return answer.value.serial === serial ? answer.value.power_state : 'unknown';
  };
}
