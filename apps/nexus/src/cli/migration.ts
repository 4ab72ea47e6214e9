import type { Migration, MigrationSide } from '@skewline/nexus-types/operator';
import { Option } from 'commander';
import { answered } from './answered.ts';
import { act, group, type Group, leaf } from './command.ts';
import { findInstance } from './find-instance.ts';
import { addPageOptions, moreNotes, type PageOptions, readPages } from './pages.ts';
import { CliProblem } from './problem.ts';
import { type Paint, sectionText, tableText } from './text.ts';

interface ListOptions extends PageOptions {
  readonly instance?: string;
}

export function addMigrationCommands(program: Group): void {
  const migration = group(program, 'migration', 'moves of instances from sled to sled');

  addPageOptions(leaf(migration, 'list', 'lists migrations', 'migration list --instance shop/web'))
    .addOption(new Option('--instance <instance>', 'of this one: its id, or PROJECT/NAME'))
    .action(
      act<ListOptions>(program.terminal, async ({ client, options }) => {
        const instance =
          options.instance === undefined ? null : await findInstance(client, options.instance);
        if (instance instanceof CliProblem) return instance;
        const page = await readPages(options, async (query) =>
          answered(
            await client.migrationList({
              query: { ...query, ...(instance === null ? {} : { instance_id: instance }) },
            }),
          ),
        );
        if (page instanceof CliProblem) return page;
        return {
          value: page,
          text: (paint) =>
            tableText(
              paint,
              ['ID', 'INSTANCE', 'CREATED', 'SOURCE', 'SOURCE VMM', 'TARGET', 'TARGET VMM'],
              page.items.map((item) => [
                item.id,
                item.instance_id,
                paint.age(item.time_created),
                item.source.state,
                item.source.vmm_id,
                item.target.state,
                item.target.vmm_id,
              ]),
            ),
          notes: moreNotes(page),
        };
      }),
    );
}

export function migrationText(paint: Paint, migration: Migration): string {
  return sectionText(paint, 'MIGRATION', [
    ['ID', migration.id],
    ['created at', paint.time(migration.time_created)],
    ...(migration.time_deleted === null
      ? []
      : [['deleted at', paint.colour('yellow', paint.time(migration.time_deleted))] as const]),
    ['source', sideText(paint, migration.source)],
    ['target', sideText(paint, migration.target)],
  ]);
}

function sideText(
  paint: Paint,
  { vmm_id, state, generation, time_updated }: MigrationSide,
): string {
  const at = time_updated === null ? 'not heard of' : paint.time(time_updated);
  return `${state}, generation ${String(generation)}, ${at}\nVMM ${vmm_id}`;
}
