import { type Connection, connect } from '@skewline/sled-agent-client';
import { responseValidators } from '@skewline/sled-agent-client/responses';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { readConfig, type SledAgentConfig, type SledAgentConfigFile } from '../../src/config.ts';
import { connectControl, type SledControl, type SledView } from '../../src/control/client.ts';
import { SledProblem } from '../../src/problem.ts';
import { startSled } from '../../src/sled.ts';

export interface TestSled {
  readonly config: SledAgentConfig;
  readonly control: SledControl;
  /** As nexus connects. */
  readonly connection: Connection<'sled-agent'>;
  readonly close: () => Promise<void>;
}

export async function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'sled-agent-'));
}

export function configFile(file: Partial<SledAgentConfigFile>): SledAgentConfigFile {
  return {
    id: randomUUID(),
    serial: 'BRM1',
    stateDirectory: '/nowhere',
    listen: { host: '127.0.0.1', port: 0 },
    controlListen: { host: '127.0.0.1', port: 0 },
    nexusUrls: [],
    speed: 100,
    publish: { firstDelayMs: 5, maxDelayMs: 20 },
    logLevel: 'silent',
    ...file,
  };
}

export function testConfig(file: Partial<SledAgentConfigFile>): SledAgentConfig {
  const config = readConfig(configFile(file));
  if (!('id' in config)) throw new Error(JSON.stringify(config));
  return config;
}

/** A sled in this process, a hundred times faster than in life. */
export async function startTestSled(file: Partial<SledAgentConfigFile>): Promise<TestSled> {
  const isOwnFolder = file.stateDirectory === undefined;
  const stateDirectory = file.stateDirectory ?? (await temporaryFolder());
  const config = testConfig({ ...file, stateDirectory });
  const sled = await startSled(config, pino({ level: config.logLevel }));
  if (sled instanceof SledProblem) throw new Error(sled.message);
  return {
    config,
    control: connectControl(sled.controlUrl),
    connection: connect({
      baseUrl: sled.url() ?? 'http://127.0.0.1:1',
      validate: responseValidators,
      retries: 0,
      timeoutMs: 5000,
    }),
    async close() {
      await sled.close();
      if (isOwnFolder) await rm(stateDirectory, { recursive: true, force: true });
    },
  };
}

export async function viewOf({ control }: Pick<TestSled, 'control'>): Promise<SledView> {
  const state = await control.state();
  if (!state.ok) throw new Error(state.message);
  return state.value;
}
