import type { SagaNode } from '@skewline/nexus-client/operator';
import { type ReactNode, useEffect, useRef } from 'react';
import { StateBadge } from '../parts/state-badge.tsx';
import { prettyJson } from './json-text.ts';
import { LongText } from './long-text.tsx';
import { afterText } from './select.ts';
import { nodeStates } from './words.ts';

/** All that is known of one node. */
export function NodePanel({
  node,
  isChosen,
}: {
  readonly node: SagaNode;
  /** Somebody has chosen it: then it is brought to where they look. */
  readonly isChosen: boolean;
}): ReactNode {
  const { name, kind, action, after, state, output, error } = node;
  const { word, tone, sentence } = nodeStates[state];
  const panel = useRef<HTMLElement>(null);
  useEffect(() => {
    if (isChosen) panel.current?.scrollIntoView({ block: 'nearest' });
  }, [isChosen, name]);
  return (
    <section ref={panel} className="node-panel" aria-labelledby="saga-node" aria-live="polite">
      <h3 id="saga-node">{name}</h3>
      <p>
        <StateBadge tone={tone}>{word}</StateBadge>
      </p>
      <p>{sentence}</p>
      {error !== null && (
        <div className="node-error">
          <LongText text={error} />
        </div>
      )}
      <dl className="saga-facts">
        <div>
          <dt>{kind === 'action' ? 'Action' : 'Kind'}</dt>
          <dd>
            <code>{action ?? 'a constant'}</code>
          </dd>
        </div>
        <div>
          <dt>After</dt>
          <dd>{afterText(after)}</dd>
        </div>
      </dl>
      {output !== null && output !== 'null' && (
        <details>
          <summary>What it gave</summary>
          <pre tabIndex={0}>{prettyJson(output)}</pre>
        </details>
      )}
    </section>
  );
}
