import type { ReactNode } from 'react';

/** The heading of a page, with what goes beside it; names the tab too. */
export function PageTitle({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}): ReactNode {
  return (
    <div className="page-title">
      <title>{`${title} · Skewline`}</title>
      <h1>{title}</h1>
      {children}
    </div>
  );
}
