import type { SagaNode } from '@skewline/nexus-client/operator';
import { type ReactNode, useMemo } from 'react';
import { pathOf, placed } from './layout.ts';
import { nodeStates } from './words.ts';

/**
 * The DAG of a saga. Its nodes are buttons in the order in which they run, so that it can be read and walked through as a
 * list; on a narrow page it is one. The lines are only to be seen.
 */
export function SagaDrawing({
  nodes,
  selected,
  onSelect,
}: {
  readonly nodes: readonly SagaNode[];
  readonly selected: string | null;
  readonly onSelect: (name: string) => void;
}): ReactNode {
  // Where nodes stand depends on their names and what comes before what, not on their states.
  const shape = JSON.stringify(nodes.map(({ name, after }) => [name, after]));
  const { width, height, lines, frames, places } = useMemo(() => placed(nodes), [shape]);
  return (
    <div className="saga-drawing">
      <div className="saga-canvas" style={{ width, height }}>
        <svg aria-hidden="true" width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
          {frames.map((frame) => (
            <rect key={`${String(frame.x)} ${String(frame.y)}`} rx="8" {...frame} />
          ))}
          {lines.map((points) => {
            const path = pathOf(points);
            return <path key={path} d={path} />;
          })}
        </svg>
        <ol className="saga-nodes" aria-label="Nodes">
          {nodes.map((node) => {
            const { x, y } = places.get(node.name) ?? { x: 0, y: 0 };
            return (
              <li key={node.name} style={{ left: x, top: y }}>
                <NodeButton
                  node={node}
                  isSelected={node.name === selected}
                  onSelect={() => onSelect(node.name)}
                />
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}

const shapes = { good: '●', busy: '◐', off: '○', warn: '▲', bad: '✕' } as const;

function NodeButton({
  node,
  isSelected,
  onSelect,
}: {
  readonly node: SagaNode;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}): ReactNode {
  const { tone, word } = nodeStates[node.state];
  return (
    <button
      type="button"
      className={`saga-node ${tone} ${node.kind}`}
      aria-pressed={isSelected}
      title={node.name}
      onClick={onSelect}
    >
      <span className="saga-node-shape" aria-hidden="true">
        {shapes[tone]}
      </span>
      <span className="saga-node-name">{node.name}</span>
      <span className="saga-node-state">{word}</span>
    </button>
  );
}
