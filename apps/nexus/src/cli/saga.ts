import type { SagaState } from '@skewline/nexus-types/operator';
import { sagaPhases } from '@skewline/saga';
import { type Command, Option } from 'commander';
import { answered } from './answered.ts';
import { act, type Asked, group, type Group, idArgument, leaf, type Shown } from './command.ts';
import { findInstance } from './find-instance.ts';
import { addPageOptions, moreNotes, type PageOptions, readPages } from './pages.ts';
import { badUse, CliProblem } from './problem.ts';
import { drawingOf, sagaText } from './saga-show.ts';
import { plain, tableText } from './text.ts';

interface ListOptions extends PageOptions {
  readonly state?: SagaState;
  readonly name?: string;
  readonly instance?: string;
}

export function addSagaCommands(program: Group): void {
  const saga = group(program, 'saga', 'sagas: steps that all happen or are undone');

  addPageOptions(leaf(saga, 'list', 'lists sagas, newest first', 'saga list --state stuck'))
    .addOption(new Option('--state <state>', 'where it stands').choices(sagaPhases))
    .addOption(new Option('--name <name>', 'such as instance_start'))
    .addOption(new Option('--instance <instance>', 'about this one: its id, or PROJECT/NAME'))
    .action(
      act<ListOptions>(program.terminal, async ({ client, options }) => {
        const { state, name } = options;
        const subject =
          options.instance === undefined ? null : await findInstance(client, options.instance);
        if (subject instanceof CliProblem) return subject;
        const page = await readPages(options, async (query) =>
          answered(
            await client.sagaList({
              query: {
                ...query,
                ...(state === undefined ? {} : { state }),
                ...(name === undefined ? {} : { name }),
                ...(subject === null ? {} : { subject }),
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
              ['ID', 'NAME', 'STATE', 'SUBJECT', 'CREATED', 'WHY'],
              page.items.map((item) => [
                item.id,
                item.name,
                item.state === 'stuck' ? paint.colour('red', item.state) : item.state,
                item.subject,
                paint.age(item.time_created),
                item.reason === null ? null : plain(item.reason),
              ]),
            ),
          notes: moreNotes(page),
        };
      }),
    );

  leaf(
    saga,
    'show',
    'shows a saga, and where each of its nodes stands',
    'saga show 0b0f3c86-5f7a-4c53-8a4f-3c1a4b9f3a01 --mermaid',
  )
    .argument('<id>', 'of the saga', idArgument)
    .addOption(new Option('--dot', 'only a drawing of its DAG, for Graphviz'))
    .addOption(new Option('--mermaid', 'only a drawing of its DAG, for Mermaid').conflicts('dot'))
    .action(
      act<{ readonly dot?: true; readonly mermaid?: true }>(
        program.terminal,
        async ({ client, args: [id = ''], options: { dot, mermaid } }) => {
          const found = answered(await client.sagaView({ path: { saga_id: id } }));
          if (found instanceof CliProblem) return found;
          if (dot === undefined && mermaid === undefined) {
            return { value: found, text: (paint) => sagaText(paint, found) };
          }
          const drawing = drawingOf(found, dot === true ? 'dot' : 'mermaid');
          return drawing instanceof CliProblem ? drawing : { value: found, text: () => drawing };
        },
      ),
    );

  const onNode = (name: 'retry' | 'skip', description: string): void => {
    reasoned(
      leaf(saga, name, description, `saga ${name} ID alloc_server --reason "the sled is back"`)
        .argument('<id>', 'of the saga', idArgument)
        .argument('<node>', 'the node whose undo failed'),
    ).action(
      act<ReasonOptions>(program.terminal, async (asked) => {
        const [saga_id = '', node = ''] = asked.args;
        const { client } = asked;
        const verb = name === 'retry' ? client.sagaNodeRetry : client.sagaNodeSkip;
        return done(asked, async (body) => answered(await verb({ path: { saga_id, node }, body })));
      }),
    );
  };
  onNode('retry', 'tries the undo of a node of a stuck saga again');
  onNode('skip', 'takes the undo of a node of a stuck saga as done');

  const onSaga = (name: 'cancel' | 'abandon', description: string): void => {
    reasoned(
      leaf(saga, name, description, `saga ${name} ID --reason "asked for by mistake"`).argument(
        '<id>',
        'of the saga',
        idArgument,
      ),
    ).action(
      act<ReasonOptions>(program.terminal, async (asked) => {
        const [saga_id = ''] = asked.args;
        const { client } = asked;
        const verb = name === 'cancel' ? client.sagaCancel : client.sagaAbandon;
        return done(asked, async (body) => answered(await verb({ path: { saga_id }, body })));
      }),
    );
  };
  onSaga('cancel', 'has running nodes finish, and undoes all');
  onSaga('abandon', 'does nothing more in a saga, and leaves what there is');
}

interface ReasonOptions {
  readonly reason: string;
}

function reasoned(command: Command): Command {
  return command.addOption(
    new Option('--reason <text>', 'why; it is written down').makeOptionMandatory(),
  );
}

const longestReason = 1024;

async function done(
  { args: [id = ''], options: { reason } }: Asked<ReasonOptions>,
  verb: (body: { reason: string }) => Promise<unknown>,
): Promise<Shown | CliProblem> {
  if (reason === '' || reason.length > longestReason) {
    return badUse(`a reason has 1 to ${String(longestReason)} characters`);
  }
  const answer = await verb({ reason });
  if (answer instanceof CliProblem) return answer;
  return { value: null, text: () => `Done: nexus saga show ${id}\n` };
}
