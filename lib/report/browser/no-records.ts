import { make } from './make.js';

/**
 * Says in the place of a figure or table that no record passes, or shows it again.
 *
 * @param place the figure, or the element around the table
 * @param reset takes all filters off; without it there is no button
 */
export function showWhetherEmpty(place: HTMLElement, empty: boolean, reset?: () => void): void {
  const before = place.querySelector(':scope > .no-records');
  place.classList.toggle('is-empty', empty);
  if (!empty) before?.remove();
  if (!empty || before) return;
  const message = make('p', { className: 'no-records' }, 'No record passes these filters. ');
  if (reset) {
    const button = make('button', { type: 'button', textContent: 'Reset filters' });
    button.addEventListener('click', reset);
    message.append(button);
  }
  const caption = place.querySelector(':scope > figcaption');
  if (caption) caption.after(message);
  else place.prepend(message);
}
