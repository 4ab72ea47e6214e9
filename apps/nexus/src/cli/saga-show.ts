import type { Saga, SagaNode, SagaNodeState } from '@skewline/nexus-types/operator';
import { toDot, toMermaid } from '@skewline/saga';
import { readAnyDag } from '../operator/saga-nodes.ts';
import { type CliProblem, failed } from './problem.ts';
import { headingText, indented, type Paint, plain, sectionText } from './text.ts';

/** A mark for each state, so that one can see without colours where a saga stands. */
const marks: {
  readonly [State in SagaNodeState]: readonly [
    mark: string,
    colour: 'dim' | 'cyan' | 'green' | 'red' | 'yellow',
  ];
} = {
  waiting: [' ', 'dim'],
  started: ['>', 'cyan'],
  succeeded: ['+', 'green'],
  failed: ['!', 'red'],
  undoing: ['<', 'cyan'],
  undo_failed: ['X', 'red'],
  undo_due: ['<', 'yellow'],
  undone: ['-', 'dim'],
  undo_skipped: ['~', 'yellow'],
};

export function sagaText(paint: Paint, saga: Saga): string {
  const isBad = saga.state === 'stuck' || saga.state === 'parked';
  const head = sectionText(paint, 'SAGA', [
    ['ID', saga.id],
    ['name', plain(saga.name)],
    ['subject', saga.subject === null ? null : plain(saga.subject)],
    ['state', isBad ? paint.colour('red', saga.state) : saga.state],
    ['why', saga.reason === null ? null : plain(saga.reason)],
    ...(saga.cancel_reason === null
      ? []
      : [['cancelled because', plain(saga.cancel_reason)] as const]),
    ['engine', saga.engine],
    ['owner', saga.owner === null ? null : `${saga.owner}, token ${String(saga.owner_token)}`],
    ['created at', paint.time(saga.time_created)],
    ['updated at', paint.time(saga.time_updated)],
    ['at rest since', paint.time(saga.time_rested)],
    ['parameters', plain(saga.params)],
  ]);
  const next = advice(saga);
  return [
    head,
    '\n',
    headingText(paint, 'NODES'),
    nodesText(paint, saga.nodes),
    ...(next === null ? [] : ['\n', `${next}\n`]),
  ].join('');
}

/**
 * The nodes in an order in which they could run, those of subsagas further to the right; what comes after the node above
 * alone says nothing, else after which it comes.
 */
function nodesText(paint: Paint, nodes: readonly SagaNode[]): string {
  const width = Math.max(0, ...nodes.map(({ state }) => state.length));
  return nodes
    .map((node, index) => {
      const [mark, colour] = marks[node.state];
      const { length: depth } = node.name.split('/');
      const indent = '  '.repeat(depth - 1);
      const state = paint.colour(colour, `${mark} ${node.state.padEnd(width)}`);
      const what = node.action ?? 'constant';
      const above = nodes[index - 1]?.name;
      const isNext = node.after.length === 1 && node.after[0] === above;
      const after =
        node.after.length === 0 || isNext
          ? ''
          : paint.colour('dim', ` after ${node.after.join(', ')}`);
      const error =
        node.error === null
          ? ''
          : `\n${' '.repeat(width + 6)}${indent}${paint.colour('red', indented(plain(node.error), width + 6))}`;
      return `  ${state}  ${indent}${node.name}  ${paint.colour('dim', what)}${after}${error}\n`;
    })
    .join('');
}

/** What an operator can do now. */
function advice({ id, state, nodes }: Saga): string | null {
  if (state === 'stuck') {
    const node = nodes.find((each) => each.state === 'undo_failed')?.name ?? 'NODE';
    return [
      `It waits for an operator:`,
      `  nexus saga retry ${id} ${node} --reason WHY   tries the undo again`,
      `  nexus saga skip ${id} ${node} --reason WHY    takes it as done`,
      `  nexus saga abandon ${id} --reason WHY   leaves all as it is`,
    ].join('\n');
  }
  return state === 'parked'
    ? 'A nexus that has what is missing goes on with it; or: nexus saga abandon ID --reason WHY'
    : null;
}

export function drawingOf(saga: Saga, kind: 'dot' | 'mermaid'): string | CliProblem {
  const dag = readAnyDag(JSON.parse(saga.dag));
  if (typeof dag === 'string') return failed(`the DAG of the saga cannot be drawn: ${dag}`);
  return kind === 'dot' ? toDot(dag) : toMermaid(dag);
}
