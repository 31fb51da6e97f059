/** Something to show as HTML, with plain text for readers and programs that take no HTML. */
export interface HtmlBlock {
  /** Markup made with `html` from `lib/text/html`, so that text from records is escaped. */
  readonly html: string;
  readonly text: string;
}
