"""What the page of the drawing does in the browser.  It writes text, never markup, and asks nothing of a network."""

from __future__ import annotations

SCRIPT = r"""
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const told = document.getElementById('told');
const svg = document.querySelector('#drawing svg');
const roles = new Map(data.roles.map(each => [each.id, each]));
const outside = new Map(data.outside.map(each => [each.id, each]));
const named = id => (outside.get(id) || roles.get(id)).name;
const way = conditions => JSON.stringify(conditions);
const lines = new Map();   // the edges behind each line of the drawing, by its id
const onward = new Map();  // the edges from each node
for (const edge of data.edges) {
  const key = edge.from + '-' + edge.to;
  lines.set(key, [...(lines.get(key) || []), edge]);
  onward.set(edge.from, [...(onward.get(edge.from) || []), edge]);
}
const SURE = {no: 0, unknown: 1, yes: 2};

// As `reached` of drawing/ways_in.py has it, without the line that is gone.
function reach(from, gone) {
  const found = new Map();
  const there = edge => edge.from + '-' + edge.to !== gone;
  const entries = (onward.get(from) || []).filter(there);
  for (const least of [1, 2]) {
    for (const conditions of new Set(entries.map(each => way(each.conditions)))) {
      let level = new Map();
      const seen = new Set();
      const come = (edge, next) => {
        const state = edge.to + (edge.without_session ? '!' : '');
        if (!seen.has(state)) { seen.add(state); next.set(state, edge); }
      };
      const holds = edge => there(edge) && way(edge.conditions) === conditions && SURE[edge.answer] >= least;
      entries.filter(holds).forEach(edge => come(edge, level));
      for (let hop = 0; hop < data.hops; hop++) {
        const next = new Map();
        for (const before of level.values())
          for (const edge of (onward.get(before.to) || []).filter(holds))
            if (!(before.without_session && least === 2 && edge.how === 'assumes')) come(edge, next);
        level = next;
      }
      for (const id of new Set([...seen].map(state => state.replace('!', '')))) {
        const powers = roles.get(id).administrator.filter(each => way(each.conditions) === conditions);
        const power = Math.min(least, Math.max(0, ...powers.map(each => SURE[each.answer])));
        const known = found.get(id) || [0, 0];
        found.set(id, [Math.max(known[0], least), Math.max(known[1], power)]);
      }
    }
  }
  return found;
}

// --- telling: text only ---------------------------------------------------------------------------------------------

function make(kind, text, name) {
  const element = document.createElement(kind);
  if (text) element.textContent = text;
  if (name) element.className = name;
  return element;
}
function tell(...parts) { told.replaceChildren(...parts.flat().filter(Boolean)); told.scrollTop = 0; }
function list(items) {
  const element = make('ul');
  items.forEach(item => { const line = make('li'); line.append(...[item].flat()); element.append(line); });
  return element;
}
function link(text, action) {
  const element = make('button', text, 'link');
  element.addEventListener('click', action);
  return element;
}
const node = id => link(named(id), () => choose(id));
const words = {yes: 'decided: yes', unknown: 'undecided'};
const answer = said => make('p', words[said], said === 'yes' ? 'sure' : 'unsure');
const section = (title, items) => items.length ? [make('h3', title), list(items)] : [];
const conditioned = list => list.map(each => each.condition + ' is ' + each.is).join(' and ');
const count = (number, what) => number + ' ' + what + (number === 1 ? '' : 's');
const placed = ({file, lines}) => file + (lines ? ':' + lines[0] + '-' + lines[1] : '');
const whose = {external: 'not yours', trusted: 'trusted, as your settings say', unknown: 'yours, or not: unknown'};

function summary() {
  mark(null);
  const powerful = (each, which) => each.reaches.filter(one => one.administrator === which).map(one => one.role);
  const reaching = which => data.outside.map(each => [each.id, powerful(each, which)]).filter(each => each[1].length);
  const several = all => all.slice(0, 8).flatMap((role, at) => [at ? ', ' : '', node(role)]);
  const more = all => all.length > 8 ? ' and ' + (all.length - 8) + ' more' : '';
  const line = ([id, all]) => [node(id), ' \u2192 ', ...several(all), more(all)];
  const sure = reaching('yes'), perhaps = reaching('unknown');
  const stranger = ([id]) => !['issuer', 'service'].includes(outside.get(id).kind);
  const strangers = sure.filter(stranger);
  tell(make('h2', count(data.outside.length, 'outsider') + ', ' + count(data.roles.length, 'role')),
    data.roles_apart ? make('p', 'Beside them ' + count(data.roles_apart, 'role') + ' that nobody outside reaches.')
      : null,
    strangers.length ? section('Who surely gets an administrator\u2019s permissions', strangers.map(line))
      : make('p', 'No other account, and no stranger\u2019s token, surely gets an administrator\u2019s permissions.'),
    section('Likewise a service, or an issuer that is trusted', sure.filter(each => !stranger(each)).map(line)),
    section('Who may, undecided', perhaps.map(line)),
    make('p', 'Choose a role, an outsider, or a line between them. The keys: / searches, Tab goes on, Enter chooses, ' +
      '+ and \u2212 zoom, 0 shows all, the arrows move, Esc comes back here.', 'legend'));
}

function tellEdge(id) {
  const parts = lines.get(id).flatMap(edge => [
    make('p', edge.how === 'enters' ? 'can assume it' : edge.how),
    answer(edge.answer),
    edge.conditions.length ? make('p', 'where ' + conditioned(edge.conditions)) : null,
    edge.statement ? make('p', 'through ' + edge.statement.label + ', ' + placed(edge.statement)) : null,
    ...section('Allowed by', edge.allowed_by),
    ...(edge.witness ? [make('h3', 'A request that gets in'), make('p', edge.witness)] : []),
    edge.command ? make('code', edge.command) : null,
    edge.without_session ? make('p', edge.without_session) : null,
    ...section('It hangs on', edge.hangs_on)]);
  const [from, to] = id.split('-');
  const title = make('h2');
  title.append(node(from), ' \u2192 ', node(to));
  const ask = make('button', 'What if this edge were gone?');
  ask.id = 'ask';
  ask.addEventListener('click', () => tellGone(id));
  tell(title, parts, ask);
}

function tellGone(id) {
  const lost = new Set(), parts = [];
  for (const each of outside.keys()) {
    const before = reach(each, null), after = reach(each, id);
    const less = [...before].filter(([role, had]) => {
      const has = after.get(role) || [0, 0];
      return has[0] < had[0] || has[1] < had[1];
    });
    if (!less.length) continue;
    less.forEach(([role]) => { if (!after.has(role)) lost.add(role); });
    parts.push(make('h3', named(each) + (after.size ? '' : ' gets in nowhere')), list(less.map(([role, had]) => {
      const has = after.get(role) || [0, 0];
      const admin = had[1] > has[1] ? ', an administrator' + (had[1] === 2 ? '' : ', perhaps') : '';
      return [has[0] ? 'no longer surely reaches ' : 'no longer reaches ', node(role), admin];
    })));
  }
  mark({gone: id, lost: [...lost].filter(role => [...outside.keys()].every(each => !reach(each, id).has(role)))});
  const back = make('button', 'Put it back');
  back.addEventListener('click', () => choose(id));
  tell(make('h2', 'Without ' + id.split('-').map(named).join(' \u2192 ')),
    parts.length ? parts : make('p', 'Nothing changes: whoever comes this way also comes another way.'), back);
}

function tellOutside(each) {
  const found = [...reach(each.id, null)];
  const line = ([role, [sure, admin]]) => [node(role), sure === 2 ? '' : ', undecided',
    admin ? make('span', admin === 2 ? ' \u2014 an administrator' : ' \u2014 perhaps an administrator', 'red') : ''];
  tell(make('h2', each.name), each.whose ? make('p', 'an account that is ' + whose[each.whose]) : null,
    section('It reaches', found.map(line)));
}

function tellRole(each) {
  const from = data.outside.filter(one => reach(one.id, null).has(each.id)).map(one => [node(one.id)]);
  const powers = each.administrator.map(one => [
    make('span', (one.answer === 'yes' ? '' : 'undecided: ') +
      (one.by ? 'can become an administrator by ' + one.by : 'is an administrator'), 'red'),
    one.through.length ? ', through ' + one.through.join(' and ') : '',
    one.conditions.length + one.where.length ? ', where ' + conditioned([...one.conditions, ...one.where]) : '',
    one.hangs_on.length ? '; it hangs on ' + one.hangs_on.join(', ') : '']);
  tell(make('h2', each.name), make('p', placed(each)), section('Power', powers),
    section('Who comes here from outside', from),
    section('Where it leads', [...new Set((onward.get(each.id) || []).map(edge => edge.to))].map(id => [node(id)])),
    each.cut ? make('p', each.cut, 'unsure') : null);
}

// --- choosing, searching --------------------------------------------------------------------------------------------

const things = [...svg.querySelectorAll('g.node, g.edge')];
const drawn = new Map(things.map(each => [each.id, each]));
for (const each of things) {
  each.setAttribute('tabindex', '0');
  each.setAttribute('role', 'button');
  each.setAttribute('aria-label', each.querySelector('title').textContent);
  const path = each.classList.contains('edge') && each.querySelector('path');
  if (path) {  // so that a thin line can be hit
    const wide = path.cloneNode();
    wide.setAttribute('class', 'wide');
    wide.removeAttribute('stroke-dasharray');
    each.append(wide);
  }
}

function around(id) {  // what stays bright: a line with its ends, an outsider with all that it reaches, a role likewise
  if (lines.has(id)) return new Set([id, ...id.split('-')]);
  const nodes = new Set([id]);
  for (const each of outside.keys()) {
    const found = reach(each, null);
    if (each === id) found.forEach((_, role) => nodes.add(role));
    if (found.has(id)) nodes.add(each);
  }
  if (roles.has(id)) for (const key of lines.keys()) {
    const [from, to] = key.split('-');
    if (from === id) nodes.add(to);
    if (to === id) nodes.add(from);
  }
  return new Set([...nodes, ...[...lines.keys()].filter(key => key.split('-').every(end => nodes.has(end)))]);
}

function mark(what) {
  const bright = what && what.chosen ? around(what.chosen) : null;
  for (const each of things) {
    each.classList.toggle('dim', Boolean(bright) && !bright.has(each.id));
    each.classList.toggle('chosen', Boolean(what) && what.chosen === each.id);
    each.classList.toggle('gone', Boolean(what) && what.gone === each.id);
    each.classList.toggle('lost', Boolean(what && what.lost) && [what.gone, ...what.lost].includes(each.id));
  }
}

function choose(id) {
  mark({chosen: id});
  if (lines.has(id)) tellEdge(id);
  else if (outside.has(id)) tellOutside(outside.get(id));
  else tellRole(roles.get(id));
  show(drawn.get(id));
}

const search = document.getElementById('search'), hits = document.getElementById('hits');
let matches = [], at = -1;
function look() {
  const wanted = search.value.trim().toLowerCase();
  const every = [...outside.values(), ...roles.values()];
  matches = wanted ? every.filter(each => each.name.toLowerCase().includes(wanted)) : [];
  at = -1;
  const ids = new Set(matches.map(each => each.id));
  things.forEach(each => each.classList.toggle('found', ids.has(each.id)));
  hits.textContent = wanted ? matches.length + ' found' : '';
}
search.addEventListener('input', look);
search.addEventListener('keydown', event => {
  if (event.key === 'Enter' && matches.length) {
    at = (at + (event.shiftKey ? matches.length - 1 : 1)) % matches.length;
    choose(matches[at].id);
  }
  if (event.key === 'Escape') { search.value = ''; look(); summary(); search.blur(); }
  event.stopPropagation();
});

// --- moving ---------------------------------------------------------------------------------------------------------

svg.removeAttribute('width');
svg.removeAttribute('height');
const all = svg.viewBox.baseVal, whole = [all.x, all.y, all.width, all.height];
let view = [...whole];
function place_view() { svg.setAttribute('viewBox', view.join(' ')); }
function zoom(by, x = view[0] + view[2] / 2, y = view[1] + view[3] / 2) {
  const size = Math.max(80, Math.min(view[2] * by, whole[2] * 4)) / view[2];
  view = [x - (x - view[0]) * size, y - (y - view[1]) * size, view[2] * size, view[3] * size];
  place_view();
}
function move(right, down) { view[0] += right * view[2]; view[1] += down * view[3]; place_view(); }
function here(event) {
  return new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
}
function show(element) {  // brought into sight, and to a size that can be read
  const box = element.getBBox(), matrix = svg.getScreenCTM().inverse().multiply(element.getScreenCTM());
  const middle = new DOMPoint(box.x + box.width / 2, box.y + box.height / 2).matrixTransform(matrix);
  const between = (at, axis) => at > view[axis] && at < view[axis] + view[axis + 2];
  const inside = between(middle.x, 0) && between(middle.y, 1);
  if (svg.getScreenCTM().a < .5) zoom(svg.getScreenCTM().a / .9, middle.x, middle.y);
  else if (inside) return;
  view[0] = middle.x - view[2] / 2;
  view[1] = middle.y - view[3] / 2;
  place_view();
}
svg.addEventListener('wheel', event => {
  event.preventDefault();
  const point = here(event);
  zoom(event.deltaY > 0 ? 1.15 : 1 / 1.15, point.x, point.y);
}, {passive: false});
let held = null, moved = false;
svg.addEventListener('pointerdown', event => { held = here(event); moved = false; });
svg.addEventListener('pointermove', event => {
  if (!held || !event.buttons) return;
  const point = here(event);
  if (!moved && Math.hypot(point.x - held.x, point.y - held.y) * svg.getScreenCTM().a < 4) return;
  moved = true;
  view[0] += held.x - point.x;
  view[1] += held.y - point.y;
  place_view();
});
svg.addEventListener('pointerup', () => { held = null; });
svg.addEventListener('click', event => {
  const chosen = event.target.closest('g.node, g.edge');
  if (moved) return;
  if (chosen) choose(chosen.id); else summary();
});
document.getElementById('closer').addEventListener('click', () => zoom(1 / 1.3));
document.getElementById('farther').addEventListener('click', () => zoom(1.3));
document.getElementById('whole').addEventListener('click', () => { view = [...whole]; place_view(); });
const keys = {
  '/': event => { event.preventDefault(); search.focus(); }, '+': () => zoom(1 / 1.3), '=': () => zoom(1 / 1.3),
  '-': () => zoom(1.3), '0': () => { view = [...whole]; place_view(); }, Escape: summary,
  ArrowLeft: () => move(-.1, 0), ArrowRight: () => move(.1, 0),
  ArrowUp: () => move(0, -.1), ArrowDown: () => move(0, .1)
};
document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const chosen = event.target.closest && event.target.closest('g.node, g.edge');
  if (chosen && (event.key === 'Enter' || event.key === ' ')) { event.preventDefault(); choose(chosen.id); return; }
  if (told.contains(event.target) && event.key.startsWith('Arrow')) return;
  if (keys[event.key]) keys[event.key](event);
});
summary();
"""
