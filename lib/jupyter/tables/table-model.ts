import {
  type ColumnDef,
  columnFilteringFeature,
  constructTable,
  createFilteredRowModel,
  createPaginatedRowModel,
  createSortedRowModel,
  filterFn_greaterThan,
  rowPaginationFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
} from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';

/** Rows of a page: such a table needs no second scroll bar on a laptop. */
const PAGE_ROWS = 15;

/**
 * A row of the page's table, with what sorting compares (undefined where nothing is known) and searching
 * reads.
 */
export interface TableRow {
  readonly element: HTMLTableRowElement;
  readonly keys: readonly (string | number | undefined)[];
  readonly text: string;
}

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnFilteringFeature,
  rowPaginationFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  paginatedRowModel: createPaginatedRowModel(),
  sortedRowModel: createSortedRowModel(),
});
/**
 * Its type is written out: inferred through the library's column helper, it keeps the compiler busy without
 * end.
 */
type Column = ColumnDef<typeof features, TableRow>;

/**
 * Order, search and pages of a table, as TanStack Table has them: it holds values and never touches a page,
 * so that text from records cannot become markup. Column `i` has the id `String(i)`; `plainText` is what is
 * searched.
 *
 * @param heads headings, with `data-type` `text` where values are compared as text
 * @example
 * tableModel(heads, rows).getColumn('0')?.toggleSorting();
 */
export function tableModel(heads: readonly HTMLTableCellElement[], rows: readonly TableRow[]) {
  const values = heads.map(
    (head, i): Column => ({
      id: String(i),
      accessorFn: (row) => row.keys[i],
      // Addresses and names with numbers in the order of their numbers.
      sortFn: head.dataset.type === 'text' ? sortFn_alphanumeric : sortFn_basic,
      sortDescFirst: false,
      sortUndefined: 'last',
      filterFn: filterFn_greaterThan,
    }),
  );
  const words: Column = {
    id: 'words',
    accessorFn: (row) => row.text,
    filterFn: (row, _, wanted: readonly string[]) => wanted.every((word) => row.original.text.includes(word)),
  };
  return constructTable({
    features,
    data: rows,
    columns: [...values, words],
    autoResetPageIndex: false,
    initialState: { pagination: { pageIndex: 0, pageSize: PAGE_ROWS } },
  });
}
