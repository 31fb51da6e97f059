/**
 * What runs in the browser: a click or Enter on a column's name sorts the rows by the cells' `data-value`, a second
 * one in the other direction. It knows nothing of the cells' text, so text from records cannot reach it.
 */
const SCRIPT = `for (const table of document.querySelectorAll('table.result:not([data-sorts])')) {
  table.dataset.sorts = '';
  const [head] = table.rows;
  [...head.cells].forEach((cell, i) => {
    cell.tabIndex = 0;
    cell.style.cursor = 'pointer';
    const sort = () => {
      const down = cell.getAttribute('aria-sort') === 'ascending';
      for (const other of head.cells) other.removeAttribute('aria-sort');
      cell.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const key = (row) => row.cells[i].dataset.value;
      const rows = [...table.rows].slice(1);
      const numeric = rows.every((row) => key(row) === '' || !Number.isNaN(Number(key(row))));
      rows.sort((a, b) => (numeric ? Number(key(a)) - Number(key(b)) : key(a).localeCompare(key(b))) * (down ? -1 : 1));
      head.parentNode.append(...rows);
    };
    cell.addEventListener('click', sort);
    cell.addEventListener('keydown', (event) => { if (event.key === 'Enter') sort(); });
  });
}`;

/** Adds to tables of class `result` that a click on a column's name sorts them; without scripts they just stand. */
export const sortable = (tables: string): string => `${tables}<script>${SCRIPT}</script>`;
