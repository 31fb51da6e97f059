/** Cells of a notebook file, as `nbformat` 4.5 has them. */
export type Cell = Readonly<Record<string, unknown>>;
export type Output = Readonly<Record<string, unknown>>;

let cells = 0;
const id = (): string => `cell-${++cells}`;

export const markdown = (source: string): Cell => ({ cell_type: 'markdown', id: id(), metadata: {}, source });

export const code = (source: string, ...outputs: Output[]): Cell => ({
  cell_type: 'code',
  id: id(),
  metadata: {},
  execution_count: 1,
  source,
  outputs,
});

export const stream = (name: 'stdout' | 'stderr', text: string): Output => ({
  output_type: 'stream',
  name,
  text,
});

/** What a cell displays: MIME type to content. */
export const display = (data: Readonly<Record<string, unknown>>): Output => ({
  output_type: 'display_data',
  metadata: {},
  data,
});

export const error = (ename: string, evalue: string, traceback: readonly string[]): Output => ({
  output_type: 'error',
  ename,
  evalue,
  traceback,
});

/** A Plotly figure as `show` sends it. */
export const figure = (data: readonly object[], layout: object): Output =>
  display({
    'application/vnd.plotly.v1+json': { data, layout, config: { responsive: true } },
    'text/plain': 'a figure',
  });

/** An executed notebook of the project's kernel, as JSON. */
export function notebook(all: readonly Cell[]): string {
  return JSON.stringify({
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
      language_info: { name: 'typescript', pygments_lexer: 'typescript', file_extension: '.ts' },
    },
    cells: all,
  });
}
