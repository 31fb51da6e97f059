import { html as template } from 'htm/preact';
import { renderToStaticMarkup } from 'preact-render-to-string';

/**
 * Tagged template for HTML: every `${value}` is escaped, whatever it holds, so text from records cannot become
 * markup. Preact with htm, because escaping by default is the property wanted and both are small and kept.
 */
export const html = template;

/** Renders what `html` made into text. */
export const render = renderToStaticMarkup;
