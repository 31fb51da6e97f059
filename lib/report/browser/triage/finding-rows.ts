import { toClipboard } from '../clipboard.js';
import { make } from '../make.js';

const rowsOf = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)];

/** Gives each row of findings a button that unfolds its details, and the SQL of a finding one that copies it. */
export function equipRows(): void {
  for (const body of rowsOf('.findings > tbody')) addUnfold(body);
  for (const button of rowsOf('[data-copy="sql"]')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const sql = button.closest('.detail')?.querySelector('.sql pre')?.textContent ?? '';
      await toClipboard(sql);
      button.textContent = 'Copied';
      setTimeout(() => {
        button.textContent = 'Copy SQL';
      }, 2000);
    });
  }
  for (const tile of rowsOf('[data-severity-tile]'))
    tile.addEventListener('click', (event) => {
      const first = document.querySelector<HTMLElement>(
        `.findings > [data-severity="${tile.dataset.severityTile}"]`,
      );
      if (!first) return;
      event.preventDefault();
      for (let outer: Element | null = first; outer; outer = outer.parentElement)
        if (outer instanceof HTMLDetailsElement) outer.open = true;
      first.scrollIntoView({ block: 'start' });
      first.querySelector<HTMLElement>('.unfold')?.focus({ preventScroll: true });
    });
  document.addEventListener('finding', (event) => showFinding((event as CustomEvent<string>).detail));
  unfoldForPaper();
}

function addUnfold(body: HTMLElement): void {
  const details = body.querySelector<HTMLDetailsElement>('.finding-detail details');
  const cell = body.querySelector('td');
  if (!details || !cell) return;
  details.id = `details-${body.dataset.finding}`;
  const title = body.querySelector('b')?.textContent ?? '';
  const button = make('button', { type: 'button', className: 'unfold', ariaLabel: `Details: ${title}` });
  button.setAttribute('aria-controls', details.id);
  const follow = () => {
    button.setAttribute('aria-expanded', String(details.open));
    body.classList.toggle('unfolded', details.open);
  };
  button.addEventListener('click', () => {
    details.open = !details.open;
    follow();
  });
  details.addEventListener('toggle', follow);
  follow();
  body.classList.add('has-unfold');
  cell.prepend(button);
}

/** Unfolds a finding, with all that it is folded in, and brings it into sight. */
export function showFinding(id: string): void {
  const element = document.querySelector<HTMLElement>(`[data-finding="${CSS.escape(id)}"]`);
  if (!element) return;
  for (let outer: Element | null = element; outer; outer = outer.parentElement)
    if (outer instanceof HTMLDetailsElement) outer.open = true;
  const details = element.querySelector<HTMLDetailsElement>('.finding-detail details');
  if (details) details.open = true;
  element.scrollIntoView({ block: 'start' });
  element.querySelector<HTMLElement>('.unfold, summary')?.focus({ preventScroll: true });
}

/** Paper cannot unfold. */
function unfoldForPaper(): void {
  let opened: HTMLDetailsElement[] = [];
  addEventListener('beforeprint', () => {
    opened = [
      ...document.querySelectorAll<HTMLDetailsElement>(
        '.findings .finding-detail > td > details:not([open])',
      ),
    ];
    for (const details of opened) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of opened) details.open = false;
  });
}
