import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Operator, openOperator } from './operator.ts';
import { CliProblem } from './problem.ts';
import { type ReachOptions, reachOf } from './reach.ts';
import type { Terminal } from './terminal.ts';
import { type Paint, paintFor, plain } from './text.ts';

/** What a command has found out, as data; how it is shown is said beside it. */
export interface Shown {
  /** What the API answered, for programs. */
  readonly value: unknown;
  /** For people. It ends with a line's end, or is empty. */
  readonly text: (paint: Paint) => string;
  /** What people should know beside it; it goes where errors go. */
  readonly notes?: readonly string[];
}

/** What a command was asked. */
export interface Asked<Options extends object> {
  readonly client: Operator['client'];
  readonly args: readonly string[];
  readonly options: Options;
}

interface CommonOptions extends ReachOptions {
  readonly json?: true;
}

/** What an action does: opens what is to be asked, asks, shows, and closes. */
export function act<Options extends object = object>(
  terminal: Terminal,
  work: (asked: Asked<Options>) => Promise<Shown | CliProblem>,
): (...given: unknown[]) => Promise<void> {
  return async (...given) => {
    // Commander gives the command last.
    const command = given.at(-1) as Command;
    const options = command.opts<Options & CommonOptions>();
    try {
      const reach = reachOf(options, terminal);
      const operator = reach instanceof CliProblem ? reach : await openOperator(reach);
      if (operator instanceof CliProblem) return tell(terminal, operator);
      try {
        const { client } = operator;
        const shown = await work({ client, args: command.args, options });
        if (shown instanceof CliProblem) return tell(terminal, shown);
        show(terminal, shown, options.json === true);
      } finally {
        await operator.close();
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      tell(terminal, new CliProblem(`that should not happen: ${message}`, 1));
    }
  };
}

function show(terminal: Terminal, { value, text, notes = [] }: Shown, isJson: boolean): void {
  if (isJson) {
    terminal.out(`${JSON.stringify(value ?? null, null, 2)}\n`);
    return;
  }
  terminal.out(text(paintFor(terminal)));
  for (const note of notes) terminal.err(`${note}\n`);
}

function tell(terminal: Terminal, { message, fix, exitCode }: CliProblem): void {
  terminal.err(`nexus: ${plain(message)}\n${fix === null ? '' : `${plain(fix)}\n`}`);
  terminal.endWith(exitCode);
}

/** A group of commands, `instance …`; the program itself is one too. */
export interface Group {
  readonly command: Command;
  readonly terminal: Terminal;
}

/** The group of this name; whoever else has begun it keeps what is there. */
export function group(
  { command: program, terminal }: Group,
  name: string,
  description: string,
): Group {
  const there = program.commands.find((known) => known.name() === name);
  const command = there ?? told(program.command(name), terminal).description(description);
  return { command, terminal };
}

/** A command of a group, with the options that say where to ask. */
export function leaf(
  { command: of, terminal }: Group,
  usage: string,
  description: string,
  example: string,
): Command {
  return told(of.command(usage), terminal)
    .description(description)
    .addOption(new Option('--url <url>', 'of a nexus (or NEXUS_URL)'))
    .addOption(new Option('--token <secret>', 'of an operator (or NEXUS_TOKEN)'))
    .addOption(
      new Option('--rack <folder>', 'of a rack, with its operator.json (default: ./.rack)'),
    )
    .addOption(new Option('--directory <folder>', 'a database itself; no nexus may have it open'))
    .addOption(new Option('--database <url>', 'a database itself, on a PostgreSQL server'))
    .addOption(new Option('--json', 'what the API answers, for programs'))
    .addHelpText('after', `\nExample:\n  nexus ${example}`);
}

/** Help that was asked for is no mistake; all else that commander ends with is. */
function told(command: Command, terminal: Terminal): Command {
  return command
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.err(text),
    })
    .exitOverride(({ exitCode }) => terminal.exit(exitCode === 0 ? 0 : 2));
}

const uuidPattern = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export function isId(text: string): boolean {
  return uuidPattern.test(text);
}

/** For arguments and options that are ids. */
export function idArgument(text: string): string {
  if (!isId(text)) throw new InvalidArgumentError('It is no id.');
  return text;
}

export function countArgument(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1 || count > 2 ** 32 - 1) {
    throw new InvalidArgumentError('It is no number from 1 on.');
  }
  return count;
}
