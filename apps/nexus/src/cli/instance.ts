import { Option } from 'commander';
import type { InstanceState } from '@skewline/nexus-types/operator';
import { answered } from './answered.ts';
import { act, group, type Group, idArgument, isId, leaf } from './command.ts';
import { findInstance } from './find-instance.ts';
import { instanceText } from './instance-show.ts';
import { addPageOptions, moreNotes, type PageOptions, readPages } from './pages.ts';
import { CliProblem } from './problem.ts';
import { plain, tableText } from './text.ts';

const states: { readonly [State in InstanceState]: true } = {
  creating: true,
  starting: true,
  running: true,
  stopping: true,
  stopped: true,
  rebooting: true,
  migrating: true,
  repairing: true,
  failed: true,
  destroyed: true,
};

interface ListOptions extends PageOptions {
  readonly state?: InstanceState;
  readonly project?: string;
  readonly name?: string;
  readonly sled?: string;
}

export function addInstanceCommands(program: Group): void {
  const instance = group(program, 'instance', 'instances: what they are, and what became of them');

  addPageOptions(leaf(instance, 'list', 'lists instances', 'instance list --state failed'))
    .addOption(new Option('--state <state>', 'as users see it').choices(Object.keys(states)))
    .addOption(new Option('--project <project>', 'of this project, by name or id'))
    .addOption(new Option('--name <name>', 'of this name'))
    .addOption(new Option('--sled <id>', 'whose active VMM is on this sled').argParser(idArgument))
    .action(
      act<ListOptions>(program.terminal, async ({ client, options }) => {
        const { state, project, name, sled } = options;
        const page = await readPages(options, async (query) =>
          answered(
            await client.instanceList({
              query: {
                ...query,
                ...(state === undefined ? {} : { state }),
                ...(project === undefined
                  ? {}
                  : isId(project)
                    ? { project_id: project }
                    : { project_name: project }),
                ...(name === undefined ? {} : { name }),
                ...(sled === undefined ? {} : { sled_id: sled }),
              },
            }),
          ),
        );
        if (page instanceof CliProblem) return page;
        const hidden =
          state === 'destroyed' ? [] : ['Deleted instances are hidden: --state destroyed.'];
        return {
          value: page,
          text: (paint) =>
            tableText(
              paint,
              ['ID', 'STATE', 'INTENT', 'VMM', 'SLED', 'SERIAL', 'PROJECT', 'NAME'],
              page.items.map((item) => [
                item.id,
                item.state === 'failed' ? paint.colour('red', item.state) : item.state,
                item.intended_state,
                item.active_vmm_id,
                item.sled_id,
                item.sled_serial,
                item.project_name,
                item.name,
              ]),
            ),
          notes: [...hidden, ...moreNotes(page)],
        };
      }),
    );

  leaf(
    instance,
    'show',
    'shows all that is known of an instance, also of a deleted one',
    'instance show shop/web',
  )
    .argument('<instance>', 'its id, or PROJECT/NAME')
    .action(
      act(program.terminal, async ({ client, args: [text = ''] }) => {
        const id = await findInstance(client, text);
        if (id instanceof CliProblem) return id;
        const found = answered(await client.instanceView({ path: { instance_id: id } }));
        if (found instanceof CliProblem) return found;
        return { value: found, text: (paint) => instanceText(paint, found) };
      }),
    );

  addPageOptions(
    leaf(
      instance,
      'events',
      'tells what happened to an instance, oldest first',
      'instance events shop/web --all',
    ),
  )
    .argument('<instance>', 'its id, or PROJECT/NAME')
    .action(
      act<PageOptions>(program.terminal, async ({ client, args: [text = ''], options }) => {
        const id = await findInstance(client, text);
        if (id instanceof CliProblem) return id;
        const page = await readPages(options, async (query) =>
          answered(await client.instanceEventList({ path: { instance_id: id }, query })),
        );
        if (page instanceof CliProblem) return page;
        return {
          value: page,
          text: (paint) =>
            tableText(
              paint,
              ['#', 'TIME', 'KIND', 'WHAT'],
              page.items.map(({ sequence, time, kind, text: what, detail }) => [
                sequence,
                paint.time(time),
                kind,
                detail === null ? plain(what) : `${plain(what)}\n  ${plain(detail)}`,
              ]),
            ),
          notes: moreNotes(page),
        };
      }),
    );

  leaf(
    instance,
    'migrate',
    'begins to move a running instance to another sled',
    'instance migrate shop/web 5a1c6e58-5d3b-4f6e-9d57-8a5f4b0d9b11',
  )
    .argument('<instance>', 'its id, or PROJECT/NAME')
    .argument('<sled>', 'the id of the sled to move it to', idArgument)
    .action(
      act(program.terminal, async ({ client, args: [text = '', sled = ''] }) => {
        const id = await findInstance(client, text);
        if (id instanceof CliProblem) return id;
        const started = answered(
          await client.instanceMigrate({
            path: { instance_id: id },
            body: { destination_sled_id: sled },
          }),
        );
        if (started instanceof CliProblem) return started;
        return {
          value: started,
          text: () => `Begun: nexus saga show ${started.saga_id}\n`,
        };
      }),
    );
}
