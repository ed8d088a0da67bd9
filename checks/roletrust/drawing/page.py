"""The drawing as one page that asks nothing of a network: the picture, the data behind it, a script and a style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from roletrust.drawing.alone import filled
from roletrust.drawing.dot import svg_of
from roletrust.drawing.page_script import SCRIPT

STYLE = """
:root { color-scheme: light; font: 15px/1.45 system-ui, "Segoe UI", Helvetica, Arial, sans-serif; color: #1c2430 }
* { box-sizing: border-box }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; background: #fff }
header { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; padding: .6rem 1rem;
  border-bottom: 1px solid #d5dae1 }
h1 { font-size: 1.05rem; margin: 0 }
h2 { font-size: 1rem; margin: 0 0 .5rem; overflow-wrap: anywhere }
h3 { font-size: .85rem; margin: 1rem 0 .25rem; color: #4a5565 }
main { flex: 1; display: flex; min-height: 0 }
#drawing { flex: 1; min-width: 0; overflow: hidden; position: relative; background: #fafbfc }
#drawing svg { width: 100%; height: 100%; display: block; cursor: grab; touch-action: none }
aside { width: 25rem; overflow: auto; padding: 1rem; border-left: 1px solid #d5dae1 }
p, ul { margin: 0 0 .5rem } ul { padding-left: 1.1rem } li { overflow-wrap: anywhere }
code { display: block; white-space: pre-wrap; overflow-wrap: anywhere; background: #f2f4f7; padding: .4rem .5rem;
  border-radius: 4px; font-size: .82rem }
button, input { font: inherit; border: 1px solid #8a94a3; border-radius: 4px; background: #fff; padding: .2rem .6rem }
input[type=search] { width: 16rem; max-width: 100% }
button:hover { background: #eef3fb }
button.link { border: 0; padding: 0; background: none; color: #0b57b0; text-align: left; text-decoration: underline;
  overflow-wrap: anywhere }
.sure { color: #1b6b34 } .unsure { color: #8a5a00 } .red { color: #b00020; font-weight: 600 }
.legend { color: #4a5565; font-size: .85rem }
g.node, g.edge { cursor: pointer }
g.edge path { pointer-events: stroke } g.edge path.wide { stroke: transparent; stroke-width: 12; fill: none }
g.dim { opacity: .15 } g.found > :not(text), g.chosen > :not(text):not(.wide) { stroke: #0b57b0; stroke-width: 3 }
g.lost > text { text-decoration: line-through } g.lost { opacity: .35 } g.gone > path { stroke: #b00020 }
g:focus { outline: none } g.node:focus > :not(text), g.edge:focus > path:not(.wide) { stroke: #0b57b0; stroke-width: 3 }
:focus-visible { outline: 2px solid #0b57b0; outline-offset: 1px }
@media (max-width: 50rem) {
  main { flex-direction: column } #drawing { flex: none; height: 55vh }
  aside { width: auto; flex: 1; border-left: 0; border-top: 1px solid #d5dae1 } .legend { display: none }
}
"""

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '{hash}'">
<title>Ways in from outside</title>
<style>{style}</style>
</head>
<body>
<header>
<h1>Ways in from outside</h1>
<input id="search" type="search" placeholder="Search ( / )" aria-label="Search for a role or an outsider">
<span id="hits" class="legend" role="status"></span>
<span>
<button id="closer" aria-label="Zoom in" title="Zoom in ( + )">+</button>
<button id="farther" aria-label="Zoom out" title="Zoom out ( - )">&minus;</button>
<button id="whole" title="See all of it ( 0 )">All</button>
</span>
<span class="legend">solid: decided &middot; dashed: undecided &middot; hollow arrow: passes it to a service &middot;
red: an administrator, or can become one</span>
</header>
<main>
<div id="drawing">{svg}</div>
<aside id="told" aria-live="polite"></aside>
</main>
<script type="application/json" id="data">{data}</script>
<script>{script}</script>
</body>
</html>
"""


def page_of(data: Mapping[str, Any]) -> str:
    """The page.  What the reader's files say is data and text in it, and nothing that a browser would run: no script is
    allowed but the one whose hash it names.  Raises NotLaidOut.
    """
    svg = svg_of(data)
    return filled(PAGE, STYLE, SCRIPT, data, svg=svg[svg.index("<svg") :])
