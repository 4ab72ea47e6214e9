import { clientsAt } from '../clients.ts';
import { nexusConfig, type Surroundings, urlOf } from '../configs.ts';
import type { NexusHandle } from '../handles.ts';
import type { NexusAge } from '../options.ts';
import type { ProcessGroup } from '../processes/group.ts';
import type { NexusState } from '../state.ts';
import { processHandle } from './process.ts';

/** With what the rack needs beside what everybody may have. */
export interface StartingNexus extends NexusHandle {
  start(age?: NexusAge, signal?: AbortSignal): Promise<void>;
  /** Writes what it would be told now; gives the file. */
  writeConfig(): Promise<string>;
}

export function makeNexus(
  firstAge: NexusAge,
  index: number,
  surroundings: Surroundings,
  group: ProcessGroup,
): StartingNexus {
  // There is one for each age; see `planRack`.
  const state: NexusState = surroundings.state.nexus[index]!;
  const url = urlOf(state.port);
  const internalUrl = urlOf(state.internalPort);
  const name = `nexus-${String(index)}`;
  const running = group.add(name, [`${url}/health/ready`, `${internalUrl}/health/ready`]);
  let age = firstAge;
  const writeConfig = (): Promise<string> =>
    surroundings.folder.writeConfig(name, nexusConfig(state, age, surroundings));
  return {
    ...processHandle(running),
    get process() {
      return running.state;
    },
    get age() {
      return age;
    },
    url,
    internalUrl,
    writeConfig,
    async start(newAge, signal) {
      age = newAge ?? age;
      const config = await writeConfig();
      await running.spawn({
        module: '@skewline/nexus/cli',
        parameters: ['serve', '--config', config],
      });
      await running.ready(signal);
    },
    as: (token) => clientsAt(url, token),
  };
}
