// A click or Enter on a column's name sorts the table's rows by the cells' data-value, a second one in the other
// direction. It knows nothing of the cells' text, so text from records cannot reach it.
(() => {
  for (const table of document.querySelectorAll('table.sortable:not([data-sorts])')) {
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
        rows.sort(
          (a, b) =>
            (numeric ? Number(key(a)) - Number(key(b)) : key(a).localeCompare(key(b))) * (down ? -1 : 1),
        );
        head.parentNode.append(...rows);
      };
      cell.addEventListener('click', sort);
      cell.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') sort();
      });
    });
  }
})();
