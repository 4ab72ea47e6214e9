import type { StartAttempt } from '@skewline/nexus-types/operator';
import { Option } from 'commander';
import { answered } from './answered.ts';
import { act, group, type Group, leaf } from './command.ts';
import { findInstance } from './find-instance.ts';
import { addPageOptions, moreNotes, type PageOptions, readPages } from './pages.ts';
import { CliProblem } from './problem.ts';
import { plain, tableText } from './text.ts';

interface ListOptions extends PageOptions {
  readonly instance?: string;
  readonly outcome?: StartAttempt['outcome'];
}

export function addAttemptCommands(program: Group): void {
  const attempt = group(program, 'attempt', 'attempts to start instances');

  addPageOptions(
    leaf(
      attempt,
      'list',
      'lists attempts to start instances, newest first',
      'attempt list --outcome failed',
    ),
  )
    .addOption(new Option('--instance <instance>', 'of this one: its id, or PROJECT/NAME'))
    .addOption(
      new Option('--outcome <outcome>', 'what became of it').choices([
        'open',
        'succeeded',
        'failed',
      ]),
    )
    .action(
      act<ListOptions>(program.terminal, async ({ client, options }) => {
        const { outcome } = options;
        const instance =
          options.instance === undefined ? null : await findInstance(client, options.instance);
        if (instance instanceof CliProblem) return instance;
        const page = await readPages(options, async (query) =>
          answered(
            await client.startAttemptList({
              query: {
                ...query,
                ...(outcome === undefined ? {} : { outcome }),
                ...(instance === null ? {} : { instance_id: instance }),
              },
            }),
          ),
        );
        if (page instanceof CliProblem) return page;
        return {
          value: page,
          text: (paint) =>
            tableText(
              paint,
              ['ID', 'INSTANCE', 'ORIGIN', 'STARTED', 'OUTCOME', 'CODE', 'FAULT', 'MESSAGE'],
              page.items.map((item) => [
                item.id,
                item.instance_name ?? item.instance_id,
                item.origin,
                paint.age(item.time_started),
                item.outcome === 'failed' ? paint.colour('red', item.outcome) : item.outcome,
                item.code,
                item.fault,
                item.message === null ? null : plain(item.message),
              ]),
            ),
          notes: moreNotes(page),
        };
      }),
    );
}
