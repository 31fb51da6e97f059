/** Several representations of one thing; a front end shows the richest it knows. */
export interface DisplayBundle {
  /** Content by MIME type. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
  /** `display_id` names an output, so that it can be replaced later. */
  readonly transient?: { readonly display_id?: string };
}

/** What the project's kernel offers to the cells it runs. */
export interface KernelLink {
  /** Shows a bundle in the cell, or replaces what was shown under the same `display_id`. */
  display(bundle: DisplayBundle, update?: boolean): void;
  /** The running cell's signal: interrupting the cell aborts it. */
  readonly signal: AbortSignal;
  /** Folder of the notebook; `undefined` outside a kernel. Cells themselves run at the repository root. */
  readonly notebookFolder?: string;
  /** How the kernel shows a cell's last value; returns false for values that it should print instead. */
  show?: (value: unknown) => boolean;
}

const outside: KernelLink = {
  display(bundle) {
    const text = bundle.data['text/plain'];
    if (typeof text === 'string') process.stdout.write(`${text}\n`);
  },
  signal: new AbortController().signal,
};

/**
 * The kernel this code runs in. Outside a kernel (a script, a test) displays are written to standard output
 * as their plain text, and the signal is never aborted.
 *
 * @example
 * kernelLink().display({ data: { 'text/plain': 'hello', 'text/html': '<b>hello</b>' } });
 */
export function kernelLink(): KernelLink {
  const kernel = Reflect.get(globalThis, Symbol.for('notebook.kernel')) as KernelLink | undefined;
  return kernel ?? outside;
}
