import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FigureColumn<Row> {
  head: string;
  cell: (row: Row) => ComponentChildren;
  /** Words stand at the left; figures under one another by their last digit. */
  isText?: boolean;
}

interface FigureTableProps<Row> {
  title: string;
  /** The first names its row. */
  columns: readonly FigureColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
}

/** Many figures in a small place: what does not fit is scrolled to, by touch or arrow keys. */
export function FigureTable<Row>({ title, columns, rows, keyOf }: FigureTableProps<Row>) {
  const id = useId();
  const [name, ...others] = columns;
  const side = ({ isText = false }: FigureColumn<Row>) => (isText ? 'text' : undefined);
  return (
    <figure class="figure-table">
      <figcaption id={id}>{title}</figcaption>
      <div class="scroller" role="region" aria-labelledby={id} tabIndex={0}>
        <table class="sums" aria-labelledby={id}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th key={column.head} scope="col" class={side(column)}>
                  {column.head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                <th scope="row">{name?.cell(row)}</th>
                {others.map((column) => (
                  <td key={column.head} class={side(column)}>
                    {column.cell(row) ?? <span class="faint">–</span>}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}
