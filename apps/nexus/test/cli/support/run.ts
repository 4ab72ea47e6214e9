import { Command } from 'commander';
import { addOperatorCommands } from '../../../src/cli/commands.ts';
import type { Terminal } from '../../../src/cli/terminal.ts';

/** What a command line came to. */
export interface Ran {
  readonly out: string;
  readonly err: string;
  readonly exitCode: number;
}

export interface RunOptions extends Partial<
  Pick<Terminal, 'env' | 'directory' | 'now' | 'isColoured'>
> {
  /** The program that the commands are added to; by default an empty one. */
  readonly program?: Command;
}

class Exit extends Error {}

/** Runs `nexus …` in this process, as `main.ts` would. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const { program = new Command('nexus'), ...over } = options;
  const ran = { out: '', err: '', exitCode: 0 };
  const terminal: Terminal = {
    out: (text) => {
      ran.out += text;
    },
    err: (text) => {
      ran.err += text;
    },
    isColoured: false,
    env: {},
    directory: '/nowhere',
    now: () => new Date(),
    endWith: (exitCode) => {
      ran.exitCode = exitCode;
    },
    exit: (exitCode) => {
      ran.exitCode = exitCode;
      throw new Exit();
    },
    ...over,
  };
  try {
    await addOperatorCommands(program, terminal).parseAsync(['node', 'nexus', ...args]);
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
  }
  return ran;
}

/** Ids by the order in which they come: so that a text can be compared. */
export function normalised(text: string): string {
  const ids = new Map<string, string>();
  return text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, (id) => {
    const known = ids.get(id) ?? `ID-${String(ids.size + 1).padStart(33, '0')}`;
    ids.set(id, known);
    return known;
  });
}
