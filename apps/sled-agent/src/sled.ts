import type { Logger } from 'pino';
import { Agent } from './agent.ts';
import { type Listener, listen, openApi } from './api/listener.ts';
import type { SledAgentConfig } from './config.ts';
import { controlApp } from './control/server.ts';
import type { PowerView, SledView } from './control/types.ts';
import { vmmView } from './control/view.ts';
import { Faults } from './faults/faults.ts';
import { PowerTeller } from './power.ts';
import { SledProblem } from './problem.ts';
import { transportTo } from './publish/transport.ts';
import { takeLock } from './state/directory-lock.ts';
import { emptyState } from './state/sled-state.ts';
import { directoryProblem, openState, type StateFile } from './state/state-file.ts';
import type { Failure } from './vmm/vmm.ts';

/** A simulated sled that runs. */
export interface Sled {
  /** Of the Sled Agent API; null while the sled is off. */
  readonly url: () => string | null;
  readonly controlUrl: string;
  /** Stops the sled agent. Its VMMs stay in the file. */
  readonly close: () => Promise<void>;
}

/** Takes the state directory, opens the control port, and unless the sled is off starts its agent. */
export async function startSled(config: SledAgentConfig, log: Logger): Promise<Sled | SledProblem> {
  const { stateDirectory, controlListen } = config;
  const unusable = await directoryProblem(stateDirectory);
  if (unusable !== null) return unusable;
  const lock = await takeLock(stateDirectory);
  if (lock instanceof SledProblem) return lock;
  const opened = await openState(stateDirectory);
  if (opened instanceof SledProblem) {
    await lock.release();
    return opened;
  }
  if (opened.lost !== null) {
    log.error({ problem: opened.lost.message }, 'the state was damaged: the VMMs in it are lost');
  }
  const sled = new RunningSled(config, opened.file, log);
  const control = await listen(controlApp(sled, log), controlListen);
  const trouble = control instanceof SledProblem ? control : await sled.begin();
  if (control instanceof SledProblem || trouble !== null) {
    if (!(control instanceof SledProblem)) await control.close();
    await sled.close();
    await lock.release();
    // One of the two is the problem.
    return control instanceof SledProblem ? control : (trouble as SledProblem);
  }
  log.info(
    { url: sled.url(), controlUrl: control.url, version: config.version },
    'the sled is here',
  );
  return {
    url: () => sled.url(),
    controlUrl: control.url,
    async close() {
      await control.close();
      await sled.close();
      await lock.release();
    },
  };
}

/** What listens and works while the sled has power. */
interface Running {
  readonly agent: Agent;
  readonly listener: Listener;
}

/** How long an answer waits for the gateway. */
const gatewayWaitMs = 5000;

class RunningSled {
  readonly faults: Faults = new Faults();
  readonly #config: SledAgentConfig;
  readonly #file: StateFile;
  readonly #log: Logger;
  readonly #power: PowerTeller;
  #running: Running | null = null;
  /** Where the API listens, from the first time on. */
  #port: number;
  /** What changes power or restarts waits for the one before. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(config: SledAgentConfig, file: StateFile, log: Logger) {
    this.#config = config;
    this.#file = file;
    this.#log = log;
    this.#power = new PowerTeller(config, log);
    this.#port = config.listen.port;
  }

  readonly agent = (): Agent | null => this.#running?.agent ?? null;
  readonly url = (): string | null => this.#running?.listener.url ?? null;

  readonly view = (): SledView => {
    const { id, serial, version } = this.#config;
    const { power, nextStartFails, vmms } = this.#file.state;
    return {
      id,
      serial,
      version,
      pid: process.pid,
      power,
      url: this.url(),
      vmms: vmms.map(vmmView),
      faults: this.faults.list(),
      nextStartFails,
      reports: this.agent()?.statistics ?? { taken: 0, refused: 0, failures: 0, losses: {} },
    };
  };

  /** As the file says: with its VMMs, or off. */
  async begin(): Promise<SledProblem | null> {
    const { power } = this.#file.state;
    const problem = power === 'on' ? await this.#start() : null;
    if (problem === null) void this.#power.set(power, 0);
    return problem;
  }

  async close(): Promise<void> {
    await this.#turn;
    await this.#stop();
    await this.#power.close();
    await this.#file.flush();
  }

  readonly failNextStart = async (failure: Failure | null): Promise<string | null> => {
    this.#file.change({ nextStartFails: failure });
    return (await this.#file.flush())?.message ?? null;
  };

  readonly power = (state: 'on' | 'off'): Promise<PowerView | SledProblem> =>
    this.#inTurn(async () => {
      if (state !== this.#file.state.power) {
        // Nobody is told of the VMMs that are gone.
        await this.#stop();
        this.#file.change({ ...emptyState, power: state });
        const problem = await this.#file.flush();
        if (problem !== null) {
          return new SledProblem('state_not_writable', problem.message, problem.fix);
        }
      }
      if (state === 'on' && this.#running === null) {
        const problem = await this.#start();
        if (problem !== null) return problem;
      }
      this.#log.info({ power: state }, 'the power of the sled was switched');
      return { power: state, isGatewayTold: await this.#power.set(state, gatewayWaitMs) };
    });

  readonly restart = (): Promise<SledProblem | null> =>
    this.#inTurn(async () => {
      await this.#stop();
      return this.#start();
    });

  async #start(): Promise<SledProblem | null> {
    const { listen: at, version } = this.#config;
    const log = this.#log;
    const { faults } = this;
    const transport = transportTo(this.#config);
    const agent = new Agent({ config: this.#config, file: this.#file, faults, transport, log });
    const listener = await openApi({ agent, version, faults, log }, { ...at, port: this.#port });
    if (listener instanceof SledProblem) {
      await agent.close();
      return listener;
    }
    this.#port = listener.port;
    this.#running = { agent, listener };
    return null;
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.agent.close();
    await running?.listener.close();
  }

  #inTurn<Value>(act: () => Promise<Value>): Promise<Value> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => {});
    return result;
  }
}
