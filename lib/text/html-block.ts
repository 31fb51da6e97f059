/** HTML content with a plain-text alternative. */
export interface HtmlBlock {
  /** Markup made with `html` from `lib/text/html`, so that text from records is escaped. */
  readonly html: string;
  readonly text: string;
  /** The same in Markdown, where the text alone says less; text from records is escaped. */
  readonly markdown?: string;
}
