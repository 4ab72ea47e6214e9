import { resolve } from 'node:path';
import { Command, CommanderError, Option } from 'commander';
import { bless, type BlessOptions } from './bless.ts';
import { changelog } from './changelog.ts';
import { codegenVersion } from './codegen-version.ts';
import { convert } from './convert.ts';
import { diff } from './diff.ts';
import type { Ends } from './ends.ts';
import { explain } from './explain.ts';
import { generate } from './generate.ts';
import { graph, graphFormats, type GraphOptions } from './graph.ts';
import { init } from './init.ts';
import { type Io, processIo, write } from './io.ts';
import type { LandedOptions } from './landed.ts';
import { type ExitCode, exitCodes, type Outcome } from './outcome.ts';
import { problemLines } from './problem-text.ts';
import { type ReportFormat, reportFormats, reportText } from './report.ts';
import { newVersion, type NewVersionOptions } from './new-version.ts';
import { type Progress, showProgress } from './progress.ts';
import { skew, skewFormats, type SkewOptions } from './skew.ts';
import { styleOf } from './style.ts';
import { terminalText } from './terminal-text.ts';
import type { Direction } from '../plan/plan.ts';

/** The command line. Answers with the exit code; it never ends the process. */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  let exitCode: ExitCode = exitCodes.fine;
  const program = commands(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version were asked for; anything else is a command line that means nothing.
    return error.exitCode === 0 ? exitCodes.fine : exitCodes.refused;
  }
  return exitCode;
}

const exitCodeHelp = `
Exit codes:
  0    fine
  4    something is to be updated: run \`skewline generate\`
  100  refused: the input, or the change, cannot be accepted, and the problem says why
  1    the tool itself failed`;

type Run = (progress: Progress) => Promise<Outcome>;

function commands(io: Io, end: (code: ExitCode) => void): Command {
  const program = new Command('skewline')
    .description(
      'Derives types, conversions, validators and a changelog from the versions of an API.',
    )
    .version(codegenVersion)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.output.write(text),
      writeErr: (text) => io.errors.write(text),
      getOutHelpWidth: () => (io.outputIsTerminal ? process.stdout.columns : 80),
    })
    .showHelpAfterError('Run it with --help to see what it takes.')
    .addHelpText('after', exitCodeHelp);

  const add = (name: string, description: string, example: string): Command =>
    program
      .command(name)
      .description(description)
      .copyInheritedSettings(program)
      .option('--json', 'print JSON')
      .addHelpText('after', `\nExample:\n  ${example}\n${exitCodeHelp}`);
  const packaged = (command: Command): Command =>
    command.option('--package <dir>', 'folder with skewline.json', '.');
  const chosen = (command: Command): Command =>
    packaged(command).option('--api <name>', 'which of them, where the package has several');
  const reported = (command: Command): Command =>
    command.addOption(
      new Option('--format <format>', 'how to say it; json is the same as --json')
        .choices(reportFormats)
        .conflicts('json'),
    );
  const run = async (options: Shared, work: Run): Promise<void> => {
    end(await show(io, options, work));
  };

  packaged(
    add(
      'init',
      'Starts a package: skewline.json and what goes with it.',
      'skewline init --name bookstore --documents openapi',
    ),
  )
    .option('--name <name>', "the API's name, by default the folder's")
    .option('--documents <dir>', 'folder of the OpenAPI documents', 'documents')
    .option('--types <dir>', 'folder for types written in TypeScript, in place of documents')
    .action((options: Shared & { name?: string; documents: string; types?: string }) =>
      run(options, () => init(options, io)),
    );

  const compared = (command: Command): Command =>
    packaged(command)
      .option(
        '--blessed-from <revision>',
        'where your work lands: its merge base with HEAD is what is frozen; by default origin/main or main',
      )
      .option(
        '--blessed-from-dir <dir>',
        'a folder of what is frozen, in the place of git; see bless --into',
      );

  const ended = (command: Command): Command =>
    command
      .option('--client', 'also the client of each API, as with "client": true in skewline.json')
      .option('--server', 'also the server of each API, as with "server": true in skewline.json');

  ended(
    compared(
      add(
        'generate',
        'Reads the versions, writes the code, and mends the stored documents.',
        'skewline generate --package packages/bookstore',
      ),
    ),
  )
    .option('--check', 'write nothing; exit with 4 where something would change')
    .action((options: Shared & LandedOptions & Ends & { check?: boolean }) =>
      run(options, (progress) =>
        generate({ ...options, check: options.check === true }, io, progress),
      ),
    );

  reported(
    ended(
      compared(
        add(
          'check',
          'Tells which files are not up to date, and refuses changes of what has landed.',
          'skewline check --blessed-from origin/main',
        ),
      ),
    ),
  ).action((options: Shared & LandedOptions & Ends) =>
    run(options, (progress) => generate({ ...options, check: true }, io, progress)),
  );

  compared(
    add(
      'bless',
      'Stores the documents of all versions, which freezes them when they land.',
      'skewline bless --into ../released',
    ),
  )
    .option('--into <dir>', 'freeze them at once, in a folder that check --blessed-from-dir takes')
    .action((options: Shared & BlessOptions) =>
      run(options, (progress) => bless(options, io, progress)),
    );

  add(
    'new-version',
    'Begins the next version of an API written in TypeScript, and says what to do next.',
    'skewline new-version packages/bookstore add_translators',
  )
    .argument('<package>', 'folder with skewline.json')
    .argument('<name>', 'what the version is called, in small letters: add_translators')
    .option('--api <name>', 'which of them, where the package has several')
    .option('--number <version>', 'its number; by default the one after the newest')
    .option('--summary <text>', 'one line on what it changes')
    .action((folder: string, name: string, options: NewVersionOptions & { json?: boolean }) =>
      run({ ...options, package: folder }, () => newVersion(folder, name, options, io)),
    );

  reported(
    chosen(
      add(
        'diff',
        'Shows what changes from version to version, one finding per root cause.',
        'skewline diff --documents openapi 46 47 48',
      ),
    ),
  )
    .argument('[versions...]', 'two or more, compared one after the other; all where none is given')
    .option('--documents <dir>', 'a folder of documents, without a package')
    .option('--fail-on-breaking', 'exit with 100 where a change is breaking')
    .action(
      (versions: string[], options: Chosen & { documents?: string; failOnBreaking?: boolean }) =>
        run(options, () =>
          diff(versions, { ...options, failOnBreaking: options.failOnBreaking === true }, io),
        ),
    );

  chosen(
    add(
      'explain',
      'Shows a hole, both shapes, and a stub to paste.',
      'skewline explain 10 NetworkInterface --direction up',
    ),
  )
    .argument('<step>', 'the version that the step leads to')
    .argument('<type>', 'a type or an operation')
    .addOption(new Option('--direction <direction>', 'only this one').choices(['up', 'down']))
    .action((step: string, type: string, options: Chosen & { direction?: Direction }) =>
      run(options, () => explain(step, type, options, io)),
    );

  chosen(
    add('convert', 'Converts values: one JSON object a line in, one a line out.', convertExample),
  ).action((options: Chosen) => run(options, () => convert(options, io)));

  chosen(add('changelog', 'Prints what a version changed.', 'skewline changelog 10'))
    .argument('[version]', 'all versions where none is given')
    .action((version: string | undefined, options: Chosen) =>
      run(options, () => changelog(version, options, io)),
    );

  chosen(
    add(
      'skew',
      'Shows what clients and servers of all versions can say to each other.',
      'skewline skew --package packages/bookstore --format html > skew.html',
    ),
  )
    .addOption(
      new Option('--format <format>', 'how to show it').choices(skewFormats).default('text'),
    )
    .action((options: SkewOptions & { json?: boolean }) => {
      const format = options.json === true ? 'json' : options.format;
      return run({ package: options.package, json: format === 'json' }, () =>
        skew({ ...options, format }, io),
      );
    });

  add(
    'graph',
    'Shows who must be upgraded first, and refuses calls that leave no such order.',
    'skewline graph --format svg --output graph.svg',
  )
    .option('--file <file>', 'the declared units, APIs and calls', 'skewline-graph.json')
    .addOption(
      new Option('--format <format>', 'how to show it').choices(graphFormats).default('text'),
    )
    .option('--output <file>', 'write it there, over what is there')
    .action((options: GraphOptions & { json?: boolean }) => {
      const format = options.json === true ? 'json' : options.format;
      const asJson = format === 'json' && (options.json === true || options.output === undefined);
      return run({ package: '.', json: asJson }, () => graph({ ...options, format }, io));
    });
  return program;
}

interface Shared {
  readonly json?: boolean;
  readonly format?: ReportFormat;
  readonly documents?: string;
  readonly package: string;
}

interface Chosen extends Shared {
  readonly api?: string;
}

const convertExample = `echo '{"id": 1, "type": "Book", "from": 1, "to": 2, "direction": "upgrade-request", "input": {}}' |
    skewline convert --package packages/bookstore`;

/** Runs a command and shows what came of it: problems go to standard error, but only as text. */
async function show(io: Io, options: Shared, work: Run): Promise<ExitCode> {
  const format = options.json === true ? 'json' : (options.format ?? 'text');
  const progress = await showProgress(io, format === 'text');
  let outcome: Outcome;
  try {
    outcome = await work(progress);
  } finally {
    progress.end();
  }
  const { exitCode, problems, data } = outcome;
  if (format !== 'text') {
    const isEmpty = format === 'json' && Object.keys(data).length === 0 && problems.length === 0;
    // `convert` has written its lines already, which are JSON in any case.
    if (isEmpty) return exitCode;
    const named = [options.package, options.documents].filter((one) => one !== undefined);
    const folders = [...named, '.'].map((one) => resolve(io.folder, one));
    const text = await reportText(outcome, format, folders, io);
    await write(io.output, text === '' || text.endsWith('\n') ? text : `${text}\n`);
    return exitCode;
  }
  const lines = outcome.text(styleOf(io.outputIsTerminal && !('NO_COLOR' in io.environment)));
  if (lines.length > 0) await write(io.output, `${terminalText(lines.join('\n'))}\n`);
  const shown = problemLines(
    problems,
    styleOf(io.errorsAreTerminal && !('NO_COLOR' in io.environment)),
  );
  if (shown.length > 0) await write(io.errors, `${terminalText(shown.join('\n'))}\n`);
  return exitCode;
}
