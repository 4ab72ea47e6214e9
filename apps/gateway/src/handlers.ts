import type { Error as ErrorBody, Operations } from '@skewline/gateway-types';
import type { Call, Handlers } from '@skewline/server';
import type { Logger } from 'pino';
import { GatewayProblem } from './problem.ts';
import type { PowerTable } from './state.ts';

/** What the API answers. */
export function powerHandlers(table: PowerTable, log: Logger): Handlers<Operations> {
  return {
    sled_power_list: () => ({ status: 200, body: { items: [...table.list()] } }),
    sled_power_view: ({ path: { serial } }, call) => {
      const sled = table.view(serial);
      if (sled !== undefined) return { status: 200, body: sled };
      return { status: 404, body: errorBody(call, 'UnknownSled', `there is no sled ${serial}`) };
    },
    sled_power_put: async ({ path: { serial }, body: { power_state: state } }, call) => {
      const before = table.view(serial)?.power_state;
      const sled = await table.put(serial, state);
      if (sled instanceof GatewayProblem) {
        log.error({ serial, problem: sled.message }, 'the state cannot be written');
        const message = 'the state of the gateway cannot be written; nothing has changed';
        return { status: 500, body: errorBody(call, 'StateNotWritten', message) };
      }
      if (before !== state) log.info({ serial, from: before ?? null, to: state }, 'power');
      return { status: 200, body: sled };
    },
  };
}

function errorBody(
  { requestId }: Pick<Call, 'requestId'>,
  error_code: string,
  message: string,
): ErrorBody {
  return { error_code, message, request_id: requestId };
}
