import type { ReactNode } from 'react';
import { StateBadge } from '../parts/state-badge.tsx';
import { countText } from '../parts/text.ts';
import { KindMark } from './kind-mark.tsx';
import type { Bar, PictureSled } from './picture.ts';

/** One sled: whether it takes instances, how full it is, and what an instance that is looked at means to it. */
export function SledCard({
  sled,
  isHome,
}: {
  readonly sled: PictureSled;
  /** The instance is on it now. */
  readonly isHome: boolean;
}): ReactNode {
  const { serial, service, vmms, bars, verdict } = sled;
  return (
    <li className={`sled-card ${verdict?.kind ?? ''} ${service.isOpen ? '' : 'closed'}`}>
      <div className="sled-head">
        <h3>{serial}</h3>
        <StateBadge tone={service.isOpen ? 'good' : 'off'}>{service.label}</StateBadge>
      </div>
      {verdict !== null && (
        <p className="sled-verdict">
          <KindMark kind={verdict.kind} />
          <span>
            <strong>{verdict.label}</strong>{' '}
            {verdict.isNearest && <span className="sled-nearest">nearest miss</span>}
            {isHome && <span className="sled-nearest">it is here now</span>}
          </span>
        </p>
      )}
      <dl className="sled-bars">
        {bars.map((bar) => (
          <SledBar key={bar.name} bar={bar} />
        ))}
      </dl>
      {verdict !== null && verdict.reasons.length > 0 && (
        <ul className="sled-reasons">
          {verdict.reasons.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      )}
      <p className="hint">
        {vmms === 0 ? 'No VMM' : countText(vmms, 'VMM')}
        {service.text !== service.label && `, ${service.text}`}
      </p>
    </li>
  );
}

function SledBar({ bar }: { readonly bar: Bar }): ReactNode {
  const { name, reserved, asked, isShort, text } = bar;
  return (
    <div className={isShort ? 'short' : undefined}>
      <dt>{name}</dt>
      <dd>
        <span className="sled-bar" aria-hidden="true">
          <span className="sled-reserved" style={{ width: percent(reserved) }} />
          <span className="sled-asked" style={{ width: percent(asked) }} />
        </span>
        <span className="sled-amount">{text}</span>
      </dd>
    </div>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
