#!/usr/bin/env node
import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { pino } from 'pino';
import { type ConfigProblem, readConfig, type SledAgentConfig } from './config.ts';
import { errorCode, SledProblem } from './problem.ts';
import { startSled } from './sled.ts';

interface Flags {
  readonly config: string;
  readonly apiVersion?: string;
  readonly port?: string;
  readonly controlPort?: string;
  readonly stateDirectory?: string;
  readonly nexus?: readonly string[];
  readonly gateway?: string;
  readonly speed?: string;
  readonly logLevel?: string;
}

const program = new Command('sled-agent')
  .description(
    'A simulated sled agent. It runs until SIGTERM or SIGINT; its VMMs stay in the state directory.',
  )
  .requiredOption('--config <file>', 'JSON; see the README for what can be in it')
  .option('--api-version <number>', 'the newest version of the Sled Agent API to serve')
  .option('--port <number>', 'of the Sled Agent API')
  .option('--control-port <number>', 'of the control API')
  .option('--state-directory <path>', 'where the VMMs are kept')
  .option('--nexus <url...>', 'internal APIs of nexus, tried in turn')
  .option('--gateway <url>', 'the gateway, which is told of the power')
  .option('--speed <factor>', 'how much faster than in life things happen')
  .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent');

program.action(async (flags: Flags) => {
  const config = await configured(flags);
  if (config instanceof SledProblem) return stopFor(config);
  const log = pino({ level: config.logLevel, base: { sled: config.serial } });
  const sled = await startSled(config, log);
  if (sled instanceof SledProblem) return stopFor(sled);
  let isEnding = false;
  const end = (signal: string): void => {
    // A second signal is for those who do not want to wait.
    if (isEnding) process.exit(1);
    isEnding = true;
    log.info({ signal }, 'the sled agent ends; its VMMs stay');
    void sled.close().then(() => {
      process.exit(0);
    });
  };
  process.on('SIGTERM', end);
  process.on('SIGINT', end);
});

await program.parseAsync();

async function configured(flags: Flags): Promise<SledAgentConfig | SledProblem> {
  const file = await readJson(flags.config);
  if (file instanceof SledProblem) return file;
  const config = readConfig(overridden(file, flags));
  return isProblems(config) ? configProblem(flags.config, config) : config;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    const message =
      error instanceof SyntaxError
        ? `${path} is not JSON: ${error.message}`
        : `${path} cannot be read (${errorCode(error) ?? String(error)})`;
    return new SledProblem('config_invalid', message, 'give the path of a JSON file');
  }
}

/** What the flags say comes before what the file says. */
function overridden(file: unknown, flags: Flags): unknown {
  // What is no object is refused when it is read.
  if (typeof file !== 'object' || file === null || Array.isArray(file)) return file;
  const set: Record<string, unknown> = { ...file };
  const inner = (name: string): object => {
    const value = set[name];
    return typeof value === 'object' && value !== null ? value : {};
  };
  if (flags.apiVersion !== undefined) set['version'] = numeric(flags.apiVersion);
  if (flags.port !== undefined) set['listen'] = { ...inner('listen'), port: numeric(flags.port) };
  if (flags.controlPort !== undefined) {
    set['controlListen'] = { ...inner('controlListen'), port: numeric(flags.controlPort) };
  }
  if (flags.stateDirectory !== undefined) set['stateDirectory'] = flags.stateDirectory;
  if (flags.nexus !== undefined) set['nexusUrls'] = flags.nexus;
  if (flags.gateway !== undefined) set['gatewayUrl'] = flags.gateway;
  if (flags.speed !== undefined) set['speed'] = numeric(flags.speed);
  if (flags.logLevel !== undefined) set['logLevel'] = flags.logLevel;
  return set;
}

/** A text that is no number stays one, and is refused with its place. */
function numeric(text: string): number | string {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function isProblems(
  config: SledAgentConfig | readonly ConfigProblem[],
): config is readonly ConfigProblem[] {
  return Array.isArray(config);
}

function configProblem(path: string, problems: readonly ConfigProblem[]): SledProblem {
  const lines = problems.map(({ place, message }) => `\n  ${place || '/'}: ${message}`);
  return new SledProblem('config_invalid', `${path} is wrong${lines.join('')}`, 'correct it');
}

function stopFor({ code, message, fix }: SledProblem): void {
  process.stderr.write(`error: ${message}\n${fix} (${code})\n`);
  process.exitCode = code === 'config_invalid' ? 2 : 1;
}
