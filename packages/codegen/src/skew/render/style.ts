/** The style of the page. Colours are said again by signs and words. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --page: #fff; --line: #8c959f; --soft: #f2f4f6; --link: #0550ae;
  --full: #dcf3e1; --lossy: #fdf0c4; --conditional: #ffdcb8; --refused: #ffd4d4; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8ebef; --page: #14171b; --line: #6e7781; --soft: #22272e; --link: #82b6ff;
    --full: #123d20; --lossy: #463a06; --conditional: #59340b; --refused: #5c1a1d; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 80rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
a { color: var(--link); }
code { font: 0.875em ui-monospace, monospace; overflow-wrap: anywhere; }
:focus-visible { outline: 3px solid var(--link); outline-offset: -1px; }
.legend { list-style: none; padding: 0; }
.sign { display: inline-block; width: 1.75rem; text-align: center; border: 1px solid var(--line); font-weight: 700; }
.full { background: var(--full); } .lossy { background: var(--lossy); }
.conditional { background: var(--conditional); } .refused { background: var(--refused); }
.scroll { overflow: auto; max-height: 85vh; border: 1px solid var(--line); }
table { border-collapse: separate; border-spacing: 0; }
caption { text-align: left; padding: 0.25rem 0.5rem; }
th, td { border: solid var(--line); border-width: 0 1px 1px 0; padding: 0; text-align: center; }
.matrix th { background: var(--soft); padding: 0.125rem 0.375rem; font-weight: 600; }
.matrix thead th { position: sticky; top: 0; z-index: 2; }
.matrix tbody th { position: sticky; left: 0; z-index: 1; text-align: right; }
.matrix summary, .same { display: block; min-width: 1.75rem; padding: 0.125rem 0.375rem; font-weight: 700; }
.matrix summary { cursor: pointer; list-style: none; }
.matrix summary::-webkit-details-marker { display: none; }
.matrix details[open] > summary { outline: 3px solid var(--ink); outline-offset: -3px; }
.pair { position: fixed; z-index: 3; inset: auto 0 0 0; max-height: 45vh; overflow: auto; padding: 0.75rem 1rem;
  background: var(--page); border-top: 3px solid var(--ink); text-align: left; font-weight: 400; }
.pair h3 { margin: 0; font-size: 1rem; } .pair ul { margin: 0.25rem 0; padding-left: 1.25rem; }
.list { width: 100%; border-top: 1px solid var(--line); border-left: 1px solid var(--line); }
.list th, .list td { padding: 0.25rem 0.5rem; text-align: left; vertical-align: top; }
.list thead th { background: var(--soft); }
.list tr:target { background: var(--lossy); }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print { .scroll { overflow: visible; max-height: none; } .pair { position: static; } }
`;
