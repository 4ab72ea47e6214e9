import { PassThrough, Writable } from 'node:stream';
import type { Command } from 'commander';
import { createProgram } from '../../apps/nexus/src/program.ts';
import { main as skewline } from '../../packages/codegen/src/cli/main.ts';

/** A command with what its `--help` prints. */
interface Help {
  /** `nexus saga show`. */
  readonly name: string;
  readonly text: string;
}

/** docs/reference/nexus-commands.md. */
export function nexusPage(): string {
  return page(
    'The commands of nexus',
    'For operators: `npm run nexus -- <command>` in this repository.',
    helpsOf(createProgram()),
  );
}

/** docs/reference/skewline-commands.md. */
export async function skewlinePage(): Promise<string> {
  const whole = await skewlineHelp([]);
  const names = [...whole.matchAll(/^ {2}([a-z][\w-]*)(?: |$)/gm)]
    .map(([, name = '']) => name)
    .filter((name) => name !== 'help');
  const helps: Help[] = [{ name: 'skewline', text: whole }];
  for (const name of names) {
    helps.push({ name: `skewline ${name}`, text: await skewlineHelp([name]) });
  }
  return page('The commands of skewline', 'The codegen: `npx skewline <command>`.', helps);
}

function helpsOf(command: Command, before = ''): readonly Help[] {
  const name = `${before}${command.name()}`;
  let text = '';
  command.configureOutput({
    writeOut: (part) => (text += part),
    // However wide the terminal of whoever writes the page is.
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  const own: Help = { name, text };
  return [own, ...command.commands.flatMap((one) => helpsOf(one, `${name} `))];
}

async function skewlineHelp(command: readonly string[]): Promise<string> {
  let text = '';
  const output = new Writable({
    write: (chunk, _, done) => {
      text += String(chunk);
      done();
    },
  });
  await skewline([...command, '--help'], {
    input: new PassThrough(),
    output,
    errors: output,
    folder: '.',
    environment: {},
    outputIsTerminal: false,
    errorsAreTerminal: false,
  });
  return text;
}

function page(title: string, about: string, helps: readonly Help[]): string {
  const sections = helps.map(
    ({ name, text }) => `## ${name}\n\n\`\`\`text\n${trimmed(text)}\n\`\`\`\n`,
  );
  return [
    '<!-- Written by `npm run docs:reference` from what `--help` prints. -->',
    '',
    `# ${title}`,
    '',
    `${about} What \`--help\` prints:`,
    '',
    ...sections,
  ].join('\n');
}

function trimmed(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}
