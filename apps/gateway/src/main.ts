import { Command, InvalidArgumentError } from 'commander';
import { pino } from 'pino';
import { type ConfigInput, configOf, readConfigFile } from './config.ts';
import { GatewayProblem } from './problem.ts';
import { serveGateway } from './serve.ts';

interface Flags {
  readonly config?: string;
  readonly host?: string;
  readonly port?: number;
  readonly state?: string;
  readonly sled?: readonly string[];
  readonly logLevel?: string;
  readonly delay?: number;
  readonly refuse?: number;
  readonly drop?: number;
  readonly starting?: boolean;
}

const program = new Command('gateway')
  .description('A simulated management gateway: says which sleds of a rack have power')
  .option('--config <file>', 'settings as JSON: listen, stateFile, sleds, logLevel, faults')
  .option('--host <host>', 'where to listen (127.0.0.1)')
  .option('--port <port>', 'where to listen; 0 takes a free port (12230)', wholeNumber)
  .option('--state <file>', 'where the power of the sleds is kept')
  .option('--sled <serial...>', 'a sled that is known from the start')
  .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent (info)')
  .option('--delay <ms>', 'each answer comes so late', wholeNumber)
  .option('--refuse <n>', 'answer the first n requests with 503', wholeNumber)
  .option('--drop <n>', 'cut the connection of the first n requests', wholeNumber)
  .option('--starting', 'know nothing yet: 503 GatewayStarting')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(run);

await program.parseAsync();

async function run(flags: Flags): Promise<void> {
  const file = flags.config === undefined ? {} : await readConfigFile(flags.config);
  if (file instanceof GatewayProblem) return fail(file);
  const config = configOf(withFlags(file, flags));
  if (config instanceof GatewayProblem) return fail(config);
  const log = pino({ name: 'gateway', level: config.logLevel });
  const gateway = await serveGateway(config, log);
  if (gateway instanceof GatewayProblem) return fail(gateway);
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'closing');
      void gateway.close();
    });
  }
}

/** A flag wins over the file. */
function withFlags(file: ConfigInput, flags: Flags): ConfigInput {
  const { host, port, state, sled, logLevel, delay, refuse, drop, starting } = flags;
  const listen = { ...file.listen, ...said({ host, port }) };
  const given = said({ delayMs: delay, refuse, drop, starting });
  // What is no object is found by `configOf`.
  const faults = typeof file.faults === 'object' ? { ...file.faults, ...given } : file.faults;
  return {
    ...file,
    ...(Object.keys(listen).length > 0 ? { listen } : {}),
    ...said({ stateFile: state, sleds: sled, logLevel, faults: faults ?? given }),
  };
}

function said(values: { readonly [name: string]: unknown }): ConfigInput {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('This is no whole number.');
  return Number(text);
}

function fail(problem: GatewayProblem): void {
  process.stderr.write(`gateway: ${problem.message}\n`);
  process.exitCode = problem.exitCode;
}
