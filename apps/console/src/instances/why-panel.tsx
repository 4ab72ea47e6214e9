import type { Instance, InstanceEvent, StartAttempt } from '@skewline/nexus-client/external';
import { type ReactNode, useId } from 'react';
import { Countdown } from '../parts/countdown.tsx';
import { useNow } from '../parts/now.ts';
import { nearText, timeText } from '../parts/text.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { SledCounts } from './sled-counts.tsx';
import { type Again, whyOf } from './why.ts';

/** Why it does not run, whose turn it is, what can be done, and whether it is tried again. */
export function WhyPanel({
  instance,
  attempts,
  events,
}: {
  readonly instance: Instance;
  /** The newest first; as far as they are known. */
  readonly attempts: readonly StartAttempt[];
  readonly events: readonly InstanceEvent[];
}): ReactNode {
  const id = useId();
  const why = whyOf(instance, attempts, events);
  return (
    <section className={`card why ${why.tone}`} aria-labelledby={id}>
      {/* What is counted down is outside of what is read aloud when it changes. */}
      <div role="status" className="why-title">
        <h2 id={id}>{why.title}</h2>
        <p>{why.reason}</p>
      </div>
      {why.time !== null && (
        <p className="hint">
          {timeText(Date.parse(why.time))}, <TimeAgo time={why.time} />
        </p>
      )}
      {why.counts.length > 0 && <SledCounts fitting={0} counts={why.counts} />}
      <dl>
        <div>
          <dt>Whose turn is it?</dt>
          <dd>{why.turnText}</dd>
        </div>
        {why.todo.length > 0 && (
          <div>
            <dt>What can you do?</dt>
            {why.todo.map((text) => (
              <dd key={text}>{text}</dd>
            ))}
          </div>
        )}
        <div>
          <dt>{why.tone === 'good' ? 'And if it fails?' : 'Will it be tried again by itself?'}</dt>
          <dd>
            <AgainText again={why.again} />
          </dd>
        </div>
      </dl>
      {why.attemptId !== null && (
        <p className="hint">
          Attempt <code>{why.attemptId}</code>
        </p>
      )}
    </section>
  );
}

function AgainText({ again }: { readonly again: Again }): ReactNode {
  const now = useNow(60_000);
  if (again.kind !== 'planned') return again.text;
  return (
    <>
      Yes,{' '}
      <strong>
        <Countdown until={again.time} />
      </strong>
      , not before {nearText(Date.parse(again.time), now)}.
    </>
  );
}
