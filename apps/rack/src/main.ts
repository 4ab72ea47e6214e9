import { Command } from 'commander';
import { RackProblem } from './problem.ts';
import { problemText, runRack, tour, tourOnce } from './programs.ts';
import { openTerminal, type Terminal } from './terminal.ts';

interface Flags {
  readonly folder?: string;
  readonly tour?: true;
  readonly once?: true;
}

const usualFolder = '.rack';
const wrongUse = 2;
const interrupted = 130;

const program = new Command('npm start --')
  .description('A rack on this machine: nexus, the gateway and four sled agents of three versions.')
  .option('--folder <folder>', 'where the rack is kept (.rack; with --once a temporary one)')
  .option('--tour', 'walk through the failures, with a pause after each')
  .option('--once', 'with --tour: without pauses; the exit code is 0 if all was as told')
  .showHelpAfterError()
  .action(async (flags: Flags) => {
    const terminal = openTerminal();
    try {
      process.exitCode = await run(flags, terminal);
    } catch (error) {
      if (!(error instanceof RackProblem)) throw error;
      // Whoever stops it while it starts knows.
      if (error.code === 'stopped') {
        process.exitCode = interrupted;
        return;
      }
      process.stderr.write(problemText(error));
      process.exitCode = 1;
    } finally {
      terminal.close();
    }
  });

await program.parseAsync();

async function run({ folder, tour: isTour, once }: Flags, terminal: Terminal): Promise<number> {
  if (isTour !== true) {
    if (once === true) return misused('--once is for the tour: npm start -- --tour --once');
    return runRack(folder ?? usualFolder, terminal);
  }
  if (once === true) {
    return folder === undefined ? tourOnce(terminal) : tour(folder, terminal, false);
  }
  if (!terminal.isInteractive) {
    return misused('the tour waits for keys, and there is no terminal: add --once');
  }
  return tour(folder ?? usualFolder, terminal, true);
}

function misused(message: string): number {
  process.stderr.write(`${message}\n`);
  return wrongUse;
}
