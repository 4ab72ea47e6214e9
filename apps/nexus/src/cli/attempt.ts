import type { StartAttempt, StartAttemptDetail } from '@skewline/nexus-types/operator';
import { Option } from 'commander';
import { answered } from './answered.ts';
import { act, group, type Group, idArgument, leaf } from './command.ts';
import { findInstance } from './find-instance.ts';
import { addPageOptions, moreNotes, type PageOptions, readPages } from './pages.ts';
import { CliProblem } from './problem.ts';
import { type Paint, plain, sectionText, tableText } from './text.ts';

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

  leaf(
    attempt,
    'show',
    'shows an attempt to start an instance, and why which sled could not take it',
    'attempt show 0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01',
  )
    .argument('<id>', 'of the attempt', idArgument)
    .action(
      act(program.terminal, async ({ client, args: [attempt_id = ''] }) => {
        const found = answered(await client.startAttemptView({ path: { attempt_id } }));
        if (found instanceof CliProblem) return found;
        return { value: found, text: (paint) => detailText(paint, found) };
      }),
    );
}

function detailText(paint: Paint, attempt: StartAttemptDetail): string {
  const { code, fault, transience, message, hint, detail, rejected_sleds: sleds } = attempt;
  const said = [message, hint].filter((text) => text !== null).map(plain);
  const head = sectionText(paint, 'START ATTEMPT', [
    ['ID', attempt.id],
    ['instance', `${attempt.instance_name ?? '(no record)'} (${attempt.instance_id})`],
    ['origin', attempt.origin],
    ['request', attempt.request_id === null ? null : plain(attempt.request_id)],
    ['started at', paint.time(attempt.time_started)],
    ['finished at', paint.time(attempt.time_finished)],
    ['outcome', attempt.outcome === 'failed' ? paint.colour('red', 'failed') : attempt.outcome],
    ...(code === null
      ? []
      : [
          ['code', `${code} (${fault ?? '-'}, ${transience ?? '-'})`] as const,
          ['users are told', said.join('\n')] as const,
        ]),
    ...(detail === null ? [] : [['for operators', plain(detail)] as const]),
    ['VMM', attempt.vmm_id],
    ['sled', attempt.sled_id],
    ['saga', attempt.saga_id],
  ]);
  if (sleds.length === 0) return head;
  const table = tableText(
    paint,
    ['SLED', 'SERIAL', 'AGAINST IT'],
    sleds.map(({ sled_id, serial, text }) => [sled_id, serial, plain(text)]),
  );
  return `${head}\n${table}`;
}
