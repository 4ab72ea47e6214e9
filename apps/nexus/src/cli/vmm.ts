import { vmmStateKinds } from '@skewline/nexus-types/domain';
import type { VmmStateName } from '@skewline/nexus-types/operator';
import { Option } from 'commander';
import { answered } from './answered.ts';
import { act, group, type Group, idArgument, leaf } from './command.ts';
import { findInstance } from './find-instance.ts';
import { addPageOptions, moreNotes, type PageOptions, readPages } from './pages.ts';
import { CliProblem } from './problem.ts';
import { tableText } from './text.ts';
import { vmmText } from './vmm-show.ts';

interface ListOptions extends PageOptions {
  readonly state?: VmmStateName;
  readonly instance?: string;
  readonly sled?: string;
  readonly deleted?: true;
}

export function addVmmCommands(program: Group): void {
  const vmm = group(program, 'vmm', 'VMMs: the incarnations of instances on sleds');

  addPageOptions(leaf(vmm, 'list', 'lists VMMs', 'vmm list --state failed'))
    .addOption(new Option('--state <state>', 'in this state').choices(vmmStateKinds))
    .addOption(new Option('--instance <instance>', 'of this one: its id, or PROJECT/NAME'))
    .addOption(new Option('--sled <id>', 'on this sled').argParser(idArgument))
    .addOption(new Option('--deleted', 'deleted ones as well'))
    .action(
      act<ListOptions>(program.terminal, async ({ client, options }) => {
        const { state, sled, deleted = false } = options;
        const instance =
          options.instance === undefined ? null : await findInstance(client, options.instance);
        if (instance instanceof CliProblem) return instance;
        const page = await readPages(options, async (query) =>
          answered(
            await client.vmmList({
              query: {
                ...query,
                ...(state === undefined ? {} : { state }),
                ...(instance === null ? {} : { instance_id: instance }),
                ...(sled === undefined ? {} : { sled_id: sled }),
                ...(deleted ? { deleted } : {}),
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
              ['ID', 'STATE', 'FAILURE REASON', 'GEN', 'SERIAL', 'INSTANCE', 'UPDATED', 'WHY'],
              page.items.map((item) => [
                item.id,
                item.state === 'failed' ? paint.colour('red', item.state) : item.state,
                item.failure?.reason ?? null,
                item.generation,
                item.sled_serial,
                item.instance_name,
                paint.age(item.time_state_updated),
                item.failure?.description ?? null,
              ]),
            ),
          notes: [...(deleted ? [] : ['Deleted VMMs are hidden: --deleted.']), ...moreNotes(page)],
        };
      }),
    );

  leaf(
    vmm,
    'show',
    'shows a VMM, also a deleted one, and why it failed',
    'vmm show 0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01',
  )
    .argument('<id>', 'of the VMM', idArgument)
    .action(
      act(program.terminal, async ({ client, args: [id = ''] }) => {
        const found = answered(await client.vmmView({ path: { vmm_id: id } }));
        if (found instanceof CliProblem) return found;
        return { value: found, text: (paint) => vmmText(paint, found, 'VMM') };
      }),
    );
}
