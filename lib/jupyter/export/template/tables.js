// Gives each table that lib/text/table.ts made what its reader needs: a click or Enter on a column's name sorts, words
// in the box search, long tables have pages, and Copy puts every row found on the clipboard. It takes text and
// data-value only and makes no markup of them. It comes with each table, as JupyterLab shows an output by itself;
// therefore it is no library: the smallest that is kept (simple-datatables 10) is twenty times its size, writes innerHTML.
(() => {
  const PAGE = 15;
  const FEW = 5;
  const element = (name, properties) => Object.assign(document.createElement(name), properties);
  const isNumber = (head) => head.dataset.type === 'number';

  /** Text from a record that a spreadsheet would take for a formula gets an apostrophe (OWASP, CSV injection). */
  function copied(cell, head) {
    if (isNumber(head) && cell !== head) return cell.dataset.value;
    const text = cell.firstChild?.textContent.replace(/\s+/g, ' ') ?? '';
    return /^[=+@|-]/.test(text) ? `'${text}` : text;
  }

  async function toClipboard(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // No such thing on a page that came over plain http from another machine.
      const area = element('textarea', { value: text });
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
  }

  function compare(i, head) {
    const key = (row) => row.cells[i].dataset.value;
    return (a, b) => {
      if (key(a) === '' || key(b) === '') return (key(a) === '') - (key(b) === '');
      const down = head.getAttribute('aria-sort') === 'descending' ? -1 : 1;
      return down * (head.dataset.type === 'text' ? key(a).localeCompare(key(b)) : key(a) - key(b));
    };
  }

  function equip(table) {
    table.dataset.equipped = '';
    const [head, ...rows] = table.rows;
    const texts = new Map(
      rows.map((row) => [
        row,
        [...row.cells]
          .map((cell) => cell.textContent)
          .join(' ')
          .toLowerCase(),
      ]),
    );
    const search = element('input', {
      type: 'search',
      placeholder: 'Search',
      ariaLabel: 'Search in this table',
    });
    const back = element('button', { type: 'button', textContent: 'Previous' });
    const on = element('button', { type: 'button', textContent: 'Next' });
    const copy = element('button', { type: 'button', textContent: 'Copy' });
    const told = element('span', { role: 'status' });
    let page = 0;
    let found = rows;
    let above = () => true;

    function show() {
      const words = search.value.toLowerCase().split(/\s+/);
      found = rows.filter((row) => above(row) && words.every((word) => texts.get(row).includes(word)));
      page = Math.max(0, Math.min(page, Math.ceil(found.length / PAGE) - 1));
      const seen = new Set(found.slice(page * PAGE, (page + 1) * PAGE));
      for (const row of rows) row.style.display = seen.has(row) ? '' : 'none';
      back.disabled = page === 0;
      on.disabled = (page + 1) * PAGE >= found.length;
      const span =
        found.length === 0
          ? 'no rows'
          : `rows ${page * PAGE + 1} to ${page * PAGE + seen.size} of ${found.length}`;
      told.textContent = found.length < rows.length ? `${span} found in ${rows.length}` : span;
    }

    function turn(step) {
      page += step;
      show();
    }

    function sort(cell, i) {
      const up = cell.getAttribute('aria-sort') === 'ascending';
      for (const other of head.cells) {
        other.removeAttribute('aria-sort');
        other.querySelector('[data-arrow]')?.remove();
      }
      cell.setAttribute('aria-sort', up ? 'descending' : 'ascending');
      const arrow = element('span', { ariaHidden: 'true', textContent: up ? ' ▼' : ' ▲' });
      arrow.dataset.arrow = '';
      cell.append(arrow);
      rows.sort(compare(i, cell));
      head.parentNode.append(...rows);
      turn(-page);
    }

    [...head.cells].forEach((cell, i) => {
      cell.tabIndex = 0;
      cell.style.cursor = 'pointer';
      cell.addEventListener('click', () => sort(cell, i));
      cell.addEventListener('keydown', ({ key }) => key === 'Enter' && sort(cell, i));
    });
    search.addEventListener('input', () => turn(-page));
    back.addEventListener('click', () => turn(-1));
    on.addEventListener('click', () => turn(1));
    copy.addEventListener('click', async () => {
      const lines = [head, ...found].map((row) =>
        [...row.cells].map((cell, i) => copied(cell, head.cells[i])).join('\t'),
      );
      await toClipboard(lines.join('\n'));
      told.textContent = `${found.length} copied`;
    });
    // The report's slider: rows with more than its value stay.
    document.addEventListener('threshold', ({ detail }) => {
      const i = [...head.cells].findIndex((cell) => cell.dataset.name === detail.column);
      if (i < 0) return;
      above = (row) => Number(row.cells[i].dataset.value) > detail.value;
      turn(-page);
    });
    const bar = element('div', { className: 'table-bar' });
    // JupyterLab's shortcuts (d d deletes the cell) are not for who types here.
    bar.dataset.lmSuppressShortcuts = 'true';
    bar.append(search, ...(rows.length > PAGE ? [back, on] : []), copy, ' ', told);
    if (rows.length > FEW) table.parentNode.before(bar);
    show();
  }

  for (const table of document.querySelectorAll('table.sortable:not([data-equipped])')) equip(table);
})();
