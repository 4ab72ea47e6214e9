import type { Saga, SagaNode } from '@skewline/nexus-client/operator';
import { type ReactNode, useEffect, useRef } from 'react';
import { StateBadge } from '../parts/state-badge.tsx';
import { prettyJson } from './json-text.ts';
import { Verbs } from './verb-buttons.tsx';
import { type Verb, verbsOfNode } from './verbs.ts';
import { afterText } from './select.ts';
import { nodeStates } from './words.ts';

/** All that is known of one node, and what can be done with it. */
export function NodePanel({
  saga,
  node,
  isChosen,
  onVerb,
}: {
  readonly saga: Saga;
  readonly node: SagaNode;
  /** Somebody has chosen it: then it is brought to where they look. */
  readonly isChosen: boolean;
  readonly onVerb: (verb: Verb) => void;
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
      {error !== null && <p className="node-error">{error}</p>}
      <Verbs verbs={verbsOfNode(saga, node)} onVerb={onVerb} />
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
