import { gatewayConfig, type Surroundings, urlOf } from '../configs.ts';
import type { GatewayHandle } from '../handles.ts';
import type { ProcessGroup } from '../processes/group.ts';
import { processHandle } from './process.ts';

/** With what the rack needs beside what everybody may have. */
export interface StartingGateway extends GatewayHandle {
  start(signal?: AbortSignal): Promise<void>;
}

export function makeGateway(surroundings: Surroundings, group: ProcessGroup): StartingGateway {
  const url = urlOf(surroundings.state.gateway.port);
  const running = group.add('gateway', [`${url}/control/faults`]);
  return {
    ...processHandle(running),
    get process() {
      return running.state;
    },
    url,
    async start(signal) {
      const config = await surroundings.folder.writeConfig('gateway', gatewayConfig(surroundings));
      await running.spawn({ module: '@skewline/gateway/cli', parameters: ['--config', config] });
      await running.ready(signal);
    },
  };
}
