import type { ComponentChildren } from 'preact';
import { useLocation } from 'preact-iso';
import { useEffect, useRef } from 'preact/hooks';

export interface Column<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** Figures stand under one another by their last digit. */
  isNumber?: boolean;
  /** What the cell is the name of is opened by it: one column of a table. */
  opens?: boolean;
  /** On small screens a row is a block: cells stand at its start, or across at its end. */
  side?: 'start' | 'end';
  /** Left out on narrow desktops; the row's own page has it. */
  isMinor?: boolean;
}

interface TableProps<Row> {
  /** What the table shows, for who does not see what stands around it. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** Where a row leads. */
  hrefOf?: (row: Row) => string;
  /** Changed while it was on the screen. */
  isFresh?: (row: Row) => boolean;
}

/** What was opened from a table; who comes back finds the focus there. */
let lastOpened: string | undefined;

/**
 * Dense, with a head that stays; blocks on small screens. `j` and `k` go over the links of the
 * rows, so that focus, Enter and screen readers need nothing else.
 */
export function Table<Row>({ caption, columns, rows, keyOf, hrefOf, isFresh }: TableProps<Row>) {
  const { route } = useLocation();
  const body = useRef<HTMLTableSectionElement>(null);
  useEffect(() => {
    const links = [...(body.current?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
    links.find((link) => link.getAttribute('href') === lastOpened)?.focus();
    lastOpened = undefined;
  }, []);
  return (
    // The roles stay when the styles make blocks of it.
    <table class="table" role="table">
      <caption class="out-of-sight">{caption}</caption>
      <thead role="rowgroup">
        <tr role="row">
          {columns.map(({ head, isNumber, isMinor }) => (
            <th key={head} role="columnheader" scope="col" class={classOf({ isNumber, isMinor })}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body} role="rowgroup">
        {rows.map((row) => {
          const href = hrefOf?.(row);
          return (
            <tr
              key={keyOf(row)}
              role="row"
              data-opens={href}
              data-fresh={isFresh?.(row) ? true : undefined}
              onClick={({ target, defaultPrevented }) => {
                if (href === undefined || defaultPrevented) return;
                lastOpened = href;
                if (!isOwnBusiness(target)) route(href);
              }}
            >
              {columns.map(({ head, cell, isNumber, isMinor, opens, side }) => (
                <td key={head} role="cell" class={classOf({ isNumber, isMinor })} data-side={side}>
                  {opens && href !== undefined ? (
                    <a href={href} data-row>
                      {cell(row)}
                    </a>
                  ) : (
                    cell(row)
                  )}
                </td>
              ))}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Says in a cell what it is, where rows are blocks and have no head. */
export function SmallHead({ head }: { head: string }) {
  return (
    <span class="small-head faint" aria-hidden="true">
      {head}{' '}
    </span>
  );
}

function classOf(is: { isNumber?: boolean | undefined; isMinor?: boolean | undefined }): string {
  return [is.isNumber && 'number', is.isMinor && 'minor'].filter(Boolean).join(' ');
}

/** Links and buttons do what they do; who marks a text to copy it stays. */
function isOwnBusiness(target: EventTarget | null): boolean {
  if (target instanceof Element && target.closest('a, button')) return true;
  return getSelection()?.isCollapsed === false;
}
