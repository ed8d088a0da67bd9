"""What the page of a fleet does in the browser: its tables sort and filter.  It writes text, never markup."""

from __future__ import annotations

SCRIPT = r"""
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const rank = new Map(data.severities.map((each, at) => [each, at]));

function make(kind, text, name) {
  const element = document.createElement(kind);
  if (text !== undefined) element.textContent = text;
  if (name) element.className = name;
  return element;
}
const written = value => typeof value === 'number' ? value.toLocaleString('en') : value;

const order = {
  severity: (one, other) => rank.get(one) - rank.get(other),
  number: (one, other) => other - one,  // the most first
};
const asText = (one, other) => one.localeCompare(other, 'en', {numeric: true});

order.bar = order.number;

function lineOf(row, columns, most) {
  const line = make('tr');
  row.forEach((value, at) => {
    const kind = columns[at][1];
    const cell = make('td', written(value), kind === 'severity' ? value : kind);
    if (kind === 'bar') {
      const bar = make('meter');
      bar.max = Math.max(most[at], 1);
      bar.value = value;
      cell.append(bar);
    }
    line.append(cell);
  });
  return {line, row, text: row.join('\n').toLowerCase()};
}

function show({title, told, columns, rows}) {
  const section = make('section'), head = make('div', undefined, 'head'), table = make('table');
  const search = make('input'), count = make('span', undefined, 'count');
  search.type = 'search';
  search.placeholder = 'Filter';
  search.setAttribute('aria-label', 'Filter: ' + title);
  count.setAttribute('role', 'status');
  head.append(make('h2', title), search, count);
  section.append(head);
  if (told) section.append(make('p', told, 'note'));
  const most = columns.map(([, kind], at) => kind === 'bar' ? Math.max(...rows.map(row => row[at])) : 0);
  const lines = rows.map(row => lineOf(row, columns, most));
  const body = make('tbody'), top = make('tr');

  function fill() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = lines.filter(each => words.every(word => each.text.includes(word)));
    body.replaceChildren(...found.map(each => each.line));
    count.textContent = found.length.toLocaleString('en') + ' of ' + lines.length.toLocaleString('en');
  }
  columns.forEach(([name, kind], at) => {
    const cell = make('th', undefined, kind), button = make('button', name);
    cell.scope = 'col';
    button.addEventListener('click', () => {
      const back = cell.getAttribute('aria-sort') === 'ascending';
      for (const each of top.children) each.removeAttribute('aria-sort');
      cell.setAttribute('aria-sort', back ? 'descending' : 'ascending');
      lines.sort((one, other) => (back ? -1 : 1) * (order[kind] || asText)(one.row[at], other.row[at]));
      fill();
    });
    cell.append(button);
    top.append(cell);
  });
  search.addEventListener('input', fill);
  const header = make('thead'), scroll = make('div', undefined, 'scroll');
  header.append(top);
  table.append(header, body);
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', title);
  scroll.append(table);
  section.append(scroll);
  fill();
  return section;
}

document.getElementById('made').textContent = data.made;
document.getElementById('numbers').append(...data.numbers.map(([number, what]) => {
  const item = make('li');
  item.append(make('strong', written(number)), what);
  return item;
}));
document.getElementById('tables').append(...data.tables.map(show));
"""
