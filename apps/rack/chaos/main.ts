/**
 * `npm run test:chaos`: two nexus on a PostgreSQL and twelve sled agents of mixed versions, as real processes; users ask
 * for all there is to ask for, and everything goes wrong that can be made to. Now and then it is let come to rest, and
 * then all invariants must hold. Exit code 1 where one does not; the seed that is printed repeats what was asked for and
 * what went wrong.
 */
import { Command, InvalidArgumentError } from 'commander';
import { run } from './run.ts';
import { summary } from './summary.ts';

interface Flags {
  readonly minutes: number;
  readonly seed?: number;
  readonly sleds: number;
  readonly nexus: number;
  readonly loadSeconds: number;
  readonly keep: boolean;
}

function positive(text: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) {
    throw new InvalidArgumentError('it is a number greater than 0');
  }
  return number;
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isSafeInteger(number) || number < 0) {
    throw new InvalidArgumentError('it is a whole number that is not negative');
  }
  return number;
}

const program = new Command('test:chaos')
  .description('Breaks a rack of real processes while it is used, and looks whether all holds.')
  .option('--minutes <number>', 'how long; 1 is the short mode', positive, 10)
  .option('--seed <number>', 'repeats a run: the same requests, the same faults', whole)
  .option('--sleds <number>', 'sled agents', whole, 12)
  .option('--nexus <number>', 'nexus', whole, 2)
  .option('--load-seconds <number>', 'between two quiet points', positive, 20)
  .option('--keep', 'keeps the folder with the logs also where nothing was wrong', false)
  .parse();

// The cast: the options above, each with its parser.
const flags = program.opts() as Flags;
const seed = flags.seed ?? Math.floor(Math.random() * 2 ** 31);
const say = (line: string): void => void process.stdout.write(`${line}\n`);
// So that whatever runs is ended by those who listen for the end of this process.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => process.exit(130));
}
const result = await run({
  ...flags,
  seed,
  loadMs: flags.loadSeconds * 1000,
  say,
});
for (const line of summary(result, seed)) say(line);
// Whatever is still open must not keep it.
process.exit(result.violations.length === 0 ? 0 : 1);
