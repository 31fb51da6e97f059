import { jsonForScript } from '../../../text/json-script.js';

/** The page as it was loaded: what stands before its scripts, since these change it. */
export type LoadedPage = string;

/** Takes the page as it was loaded; call it before any script changes the page. */
export const loadedPage = (): LoadedPage =>
  [...document.body.children]
    .filter((element) => element.localName !== 'script')
    .map((element) => element.outerHTML)
    .join('\n');

/** The HTML of the page as it was loaded, with another triage in it. */
export function pageCopy(loaded: LoadedPage, triage: object): string {
  const template = document.createElement('template');
  template.innerHTML = loaded;
  template.content.querySelector('script#triage')!.textContent = jsonForScript(triage);
  const head = document.head.cloneNode(true) as HTMLElement;
  for (const style of head.querySelectorAll('style[id^="plotly"]')) style.remove();
  const scripts = [...document.body.children].filter(({ localName }) => localName === 'script');
  const body = [template.innerHTML, ...scripts.map(({ outerHTML }) => outerHTML)].join('\n');
  return `<!DOCTYPE html>\n<html lang="${document.documentElement.lang}">\n${head.outerHTML}\n<body>\n${body}\n</body>\n</html>\n`;
}

/** Gives the reader a file. */
export function download(
  text: string,
  { name, type }: { readonly name: string; readonly type: string },
): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  // Not at once: the browser reads it after this has run.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
