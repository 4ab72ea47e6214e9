import type { InstanceEvent } from '@skewline/nexus-client/external';
import type { ReactNode } from 'react';
import { Countdown } from '../parts/countdown.tsx';
import { ErrorNote } from '../parts/error-note.tsx';
import { Loading } from '../parts/loading.tsx';
import { useNow } from '../parts/now.ts';
import { nearText } from '../parts/text.ts';
import { TimeAgo } from '../parts/time-ago.tsx';
import { eventText } from './event-text.ts';
import { type LaneName, laneNames, type LanePiece, type LaneRow, laneRows } from './lanes.ts';
import type { Listed } from './queries.ts';

const laneTitles: { readonly [Name in LaneName]: string } = {
  attempt: 'Start',
  run: 'Run',
  move: 'Move',
};

/** What happened to an instance, the newest on top, with what went on meanwhile as lanes beside it. */
export function Timeline({ events }: { readonly events: Listed<InstanceEvent> }): ReactNode {
  const { items, isLoading, hasMore, more, problem, again } = events;
  if (items.length === 0) {
    if (problem?.kind === 'too_old') {
      return <p>This nexus is too old to tell. It is shown here after an upgrade.</p>;
    }
    if (problem !== null) {
      return (
        <ErrorNote title="The history cannot be shown" problem={problem} again={{ act: again }} />
      );
    }
    return isLoading ? <Loading what="its history" /> : <p>Nothing has happened yet.</p>;
  }
  const rows = laneRows(items);
  const seen = laneNames.filter((lane) =>
    rows.some(({ lanes }) => lanes[lane].up || lanes[lane].down || lanes[lane].mark !== null),
  );
  return (
    <>
      {problem?.kind === 'too_old' && (
        <p className="hint">This nexus is too old to tell what has happened since.</p>
      )}
      <table className="timeline" aria-label="What happened to it, the newest first">
        <thead>
          <tr>
            {seen.map((lane) => (
              <th key={lane} scope="col" className="lane-title">
                {laneTitles[lane]}
              </th>
            ))}
            <th scope="col">What happened</th>
            <th scope="col" className="when">
              When
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <EventRow key={row.event.sequence} row={row} lanes={seen} />
          ))}
        </tbody>
      </table>
      {hasMore && (
        <button type="button" onClick={more}>
          Show what was before
        </button>
      )}
    </>
  );
}

function EventRow({
  row: { event, lanes: pieces },
  lanes,
}: {
  readonly row: LaneRow;
  readonly lanes: readonly LaneName[];
}): ReactNode {
  const { tone, title, detail, time } = eventText(event.what);
  const now = useNow(60_000);
  return (
    <tr>
      {lanes.map((lane) => (
        <td key={lane} className="lane">
          <Piece lane={lane} piece={pieces[lane]} />
        </td>
      ))}
      <td>
        <strong className={`event-title ${tone}`}>{title}</strong>
        {detail !== null && <span className="event-detail">{detail}</span>}
        {time !== null && (
          <span className="event-detail">
            not before {nearText(Date.parse(time), now)} (
            <Countdown until={time} due="that has come" />)
          </span>
        )}
        <span className="only-narrow hint">
          <TimeAgo time={event.timestamp} />
        </span>
      </td>
      <td className="when">
        <TimeAgo time={event.timestamp} />
      </td>
    </tr>
  );
}

/** A bar from the top to the bottom of its cell, or half of it; a dot where it begins or ends. */
function Piece({
  lane,
  piece: { up, down, mark },
}: {
  readonly lane: LaneName;
  readonly piece: LanePiece;
}): ReactNode {
  const does = mark === null ? (up ? 'goes on' : '') : up ? 'begins' : 'ends';
  return (
    <>
      <span className={`lane-bars ${lane}`} aria-hidden="true">
        {up && <span className="lane-up" />}
        {down && <span className="lane-down" />}
        {mark !== null && <span className={`lane-mark ${mark} ${up ? 'begins' : 'ends'}`} />}
      </span>
      <span className="visually-hidden">{does}</span>
    </>
  );
}
