import { html as template } from 'htm/preact';
import { renderToStaticMarkup } from 'preact-render-to-string';

/**
 * Tagged template for HTML (Preact with htm): every `${value}` is escaped, so text from records cannot become
 * markup.
 */
export const html = template;

/** Renders a result of `html` as text. */
export const render = renderToStaticMarkup;
