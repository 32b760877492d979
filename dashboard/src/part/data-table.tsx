import type { ComponentChildren, JSX } from 'preact';

interface TableColumn<Row> {
  head: string;
  /** Figures stand to the right. */
  isNumber?: boolean;
  cell: (row: Row) => ComponentChildren;
}

/** Rows and columns that scroll within their place; the first column names the row. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  keyOf,
  dataOf,
}: {
  label: string;
  columns: readonly TableColumn<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  /** `data-…` attributes of a row. */
  dataOf?: (row: Row) => Record<`data-${string}`, string | boolean>;
}): JSX.Element {
  return (
    <div class="table-scroll" role="group" aria-label={label} tabIndex={0}>
      <table class="table">
        <thead>
          <tr>
            {columns.map(({ head, isNumber = false }) => (
              <th key={head} scope="col" class={isNumber ? 'number' : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)} {...dataOf?.(row)}>
              {columns.map(({ head, isNumber = false, cell }, at) =>
                at === 0 ? (
                  <th key={head} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={head} class={isNumber ? 'number' : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
