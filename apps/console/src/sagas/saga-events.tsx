import type { SagaEvent } from '@skewline/nexus-client/operator';
import { type ReactNode, useState } from 'react';
import { timeText } from '../parts/text.ts';
import { eventText } from './words.ts';

const shownAtFirst = 12;

/** What was recorded, the newest first. */
export function SagaEvents({ events }: { readonly events: readonly SagaEvent[] }): ReactNode {
  const [isAll, setAll] = useState(false);
  const newestFirst = events.toReversed();
  const shown = isAll ? newestFirst : newestFirst.slice(0, shownAtFirst);
  return (
    <section aria-labelledby="saga-events">
      <h2 id="saga-events">Events</h2>
      <ol className="saga-events" reversed start={events.length}>
        {shown.map(({ time, node, type }, index) => (
          // Events are only ever added, so a number from the oldest on is theirs.
          <li key={events.length - index}>
            <time dateTime={time}>{timeText(Date.parse(time))}</time>
            <span>
              <strong>{node ?? 'The saga'}</strong> {eventText(type)}
            </span>
          </li>
        ))}
      </ol>
      {newestFirst.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          Show all {events.length}
        </button>
      )}
    </section>
  );
}
