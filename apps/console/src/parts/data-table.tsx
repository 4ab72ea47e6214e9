import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual';
import {
  type FocusEvent,
  Fragment,
  memo,
  type ReactNode,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';

/** A column of a table of `Row`s. */
export interface Column<Row> {
  readonly id: string;
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** As CSS has it, e.g. `9rem`; absent: it shares what is left. */
  readonly width?: string;
  /** Left out where the page is narrow. */
  readonly isExtra?: boolean;
  /** Numbers stand at the end. */
  readonly isNumber?: boolean;
}

interface TableProperties<Row> {
  /** What the table is of, for who hears it. */
  readonly label: string;
  readonly rows: readonly Row[];
  /** The first names its row. The same list each time: a row is drawn again only where it has changed. */
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
}

/** In pixels: every row is as high. On a narrow page the first cell may have a second line. */
const heights = { wide: 44, narrow: 56 } as const;

/** As the style sheet has it. */
const narrow = matchMedia('(max-width: 48rem)');

function useRowHeight(): number {
  return useSyncExternalStore(
    (told) => {
      narrow.addEventListener('change', told);
      return () => narrow.removeEventListener('change', told);
    },
    () => (narrow.matches ? heights.narrow : heights.wide),
  );
}

/**
 * A table of any length that scrolls with the page: only rows that can be seen are in it, and the one that has the focus,
 * so that who uses the keyboard goes on from there wherever they have scrolled to.
 */
export function DataTable<Row>({ label, rows, columns, keyOf }: TableProperties<Row>): ReactNode {
  const body = useRef<HTMLTableSectionElement>(null);
  const rowHeight = useRowHeight();
  const [scrollMargin, setScrollMargin] = useState(0);
  useLayoutEffect(() => {
    const top = body.current?.getBoundingClientRect().top ?? 0;
    setScrollMargin(Math.round(top + scrollY));
  }, [rows.length, rowHeight]);
  const [focused, setFocused] = useState<string | null>(null);
  const focusedAt = useMemo(
    () => (focused === null ? -1 : rows.findIndex((row) => keyOf(row) === focused)),
    [focused, rows, keyOf],
  );
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => rowHeight,
    overscan: 15,
    scrollMargin,
    rangeExtractor: (range) => {
      const indexes = defaultRangeExtractor(range);
      if (focusedAt === -1) return indexes;
      // With its neighbours, to which Tab leads.
      const kept = [focusedAt - 1, focusedAt, focusedAt + 1].filter(
        (index) => index >= 0 && index < range.count && !indexes.includes(index),
      );
      return [...kept, ...indexes].toSorted((one, other) => one - other);
    },
  });
  // It keeps the sizes that it was told.
  useLayoutEffect(() => virtual.measure(), [virtual, rowHeight]);
  const seen = virtual.getVirtualItems();
  const below = virtual.getTotalSize() - ((seen.at(-1)?.end ?? scrollMargin) - scrollMargin);
  const noteFocus = ({ target }: FocusEvent<HTMLElement>): void => {
    const index = Number(target.closest('tr')?.getAttribute('aria-rowindex')) - firstRowIndex;
    const row = rows[index];
    setFocused(row === undefined ? null : keyOf(row));
  };
  const forgetFocus = ({ currentTarget, relatedTarget }: FocusEvent<HTMLElement>): void => {
    // On its way to another row it must find that one there.
    if (!currentTarget.contains(relatedTarget)) setFocused(null);
  };
  return (
    <table className="data-table" aria-label={label} aria-rowcount={rows.length + 1}>
      <colgroup>
        {columns.map(({ id, width, isExtra }) => (
          <col key={id} className={isExtra === true ? 'extra' : undefined} style={{ width }} />
        ))}
      </colgroup>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map((column) => (
            <th key={column.id} scope="col" className={classOf(column)}>
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} onFocus={noteFocus} onBlur={forgetFocus}>
        {seen.map(({ index, start }, at) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <Fragment key={keyOf(row)}>
              <Gap height={start - (seen[at - 1]?.end ?? scrollMargin)} />
              <RowOfAny
                row={row}
                // The cells are of this very kind of row: a memo has no type parameters.
                columns={columns as readonly Column<unknown>[]}
                index={index}
                height={rowHeight}
              />
            </Fragment>
          );
        })}
        <Gap height={below} />
      </tbody>
    </table>
  );
}

/** Counted from 1, as those who hear it count; the heading is a row too. */
const firstRowIndex = 2;

/** The rows that are not there. One cell, not one over all columns: where some are left out, it would make new ones. */
function Gap({ height }: { readonly height: number }): ReactNode {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true" className="gap">
      <td style={{ height }} />
    </tr>
  );
}

const RowOfAny = memo(function RowOfAny({
  row,
  columns,
  index,
  height,
}: {
  readonly row: unknown;
  readonly columns: readonly Column<unknown>[];
  readonly index: number;
  readonly height: number;
}): ReactNode {
  return (
    <tr aria-rowindex={index + firstRowIndex} style={{ height }}>
      {columns.map((column, at) =>
        at === 0 ? (
          <th key={column.id} scope="row" className={classOf(column)}>
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.id} className={classOf(column)}>
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  );
});

function classOf({ isExtra, isNumber }: Column<never>): string | undefined {
  const names = [isExtra === true ? 'extra' : '', isNumber === true ? 'number' : ''];
  return names.filter((name) => name !== '').join(' ') || undefined;
}
