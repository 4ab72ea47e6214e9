import { Command, InvalidArgumentError, Option } from 'commander';
import { addOperatorCommands } from './cli/commands.ts';
import { type Flags, loadConfig } from './config/load.ts';
import { runServe } from './run-serve.ts';
import { tokenCreate, type TokenCreateOptions } from './token-create.ts';

/** The command line of nexus. */
export function createProgram(): Command {
  const program = new Command('nexus')
    .description(
      'the control plane of a rack of virtual machines, and what its operators ask of it',
    )
    // Of the commands below as well: a mistake is 2, and help that was asked for is none.
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
  addServeCommands(program);
  return addOperatorCommands(program);
}

function addServeCommands(program: Command): void {
  withConfig(program.command('serve'))
    .description('serve the external, operator and internal APIs until SIGTERM or SIGINT')
    .addOption(
      new Option('--listen <host:port>', 'the external and operator APIs').argParser(parseListen),
    )
    .addOption(
      new Option('--internal-listen <host:port>', 'the internal API').argParser(parseListen),
    )
    .option('--gateway-url <url>', 'the management gateway')
    .addOption(new Option('--engine <name>', 'what runs sagas').choices(['journal', 'dbos']))
    .option('--log-level <level>', 'fatal, error, warn, info, debug, trace or silent')
    .action(async (flags: Flags) => {
      await told(async () => {
        const loaded = await loadConfig(flags);
        return loaded.ok ? runServe(loaded.config) : loaded.problems;
      });
    });
  // Operators have more commands about tokens; this one is for the first, who has none to ask with.
  const token = program.command('token').description('what users show to be who they are');
  withConfig(token.command('create'))
    .description(
      'make a token straight in the database, and print its secret: it is told this once',
    )
    .requiredOption('--user <name>', 'whose it is; made where there is none of that name')
    .option('--operator', 'the user may do everything from now on')
    .addOption(
      new Option('--days <number>', 'it expires after so many days; else it does not').argParser(
        parseDays,
      ),
    )
    .action(async (flags: Flags & TokenCreateOptions) => {
      await told(async () => {
        const loaded = await loadConfig(flags);
        return loaded.ok ? tokenCreate(loaded.config.database, flags) : loaded.problems;
      });
    });
}

/** The flags that say where the configuration and the database are. */
function withConfig(command: Command): Command {
  return command
    .option('--config <file>', 'the configuration, as JSON')
    .addOption(new Option('--directory <path>', 'PGlite in this directory').conflicts('url'))
    .option('--url <url>', 'a PostgreSQL server')
    .addOption(
      new Option('--memory', 'a database that is gone when nexus stops').conflicts([
        'url',
        'directory',
      ]),
    );
}

/** Runs a command; what stands in its way is told on stderr, and the exit code is 2. */
async function told(run: () => Promise<readonly string[]>): Promise<void> {
  const problems = await run();
  for (const problem of problems) process.stderr.write(`nexus: ${problem}\n`);
  if (problems.length > 0) process.exitCode = 2;
}

function parseListen(text: string): { readonly host: string; readonly port: number } {
  const match = /^(?:\[([^\]]+)\]|([^:]*)):(\d{1,5})$/.exec(text);
  if (match === null) throw new InvalidArgumentError('It has to be host:port or [address]:port.');
  return { host: match[1] ?? match[2] ?? '', port: Number(match[3]) };
}

function parseDays(text: string): number {
  const days = Number(text);
  if (Number.isInteger(days) && days >= 1 && days <= 36_500) return days;
  throw new InvalidArgumentError('It has to be a whole number from 1 to 36500.');
}
