/** The look of Nordkai's site: its own, so that nobody takes it for the dashboard. */
export const style = `
:root { --ink: #16233b; --soft: #56627a; --line: #d9dee7; --paper: #ffffff; --wash: #f3f5f9; --signal: #d9480f; --ok: #2f7d5b; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: var(--paper); font: 17px/1.6 ui-sans-serif, system-ui, 'Segoe UI', sans-serif; }
a { color: inherit; text-decoration-color: var(--signal); text-underline-offset: 3px; }
a:hover { color: var(--signal); }
header, main, .foot { max-width: 1080px; margin: 0 auto; padding: 0 24px; }
header { display: flex; align-items: center; gap: 28px; height: 72px; flex-wrap: wrap; }
header a { text-decoration: none; font-weight: 500; }
.brand { font-weight: 800; font-size: 20px; letter-spacing: .02em; margin-right: auto; display: flex; gap: 10px; align-items: center; }
.button, button { display: inline-block; background: var(--signal); color: #fff; border: 0; border-radius: 4px; padding: 11px 20px; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
.button:hover, button:hover { background: #b33a0a; color: #fff; }
h1 { font-size: clamp(32px, 5vw, 52px); line-height: 1.1; letter-spacing: -.02em; margin: 0 0 18px; max-width: 18ch; }
h2 { font-size: 24px; line-height: 1.25; margin: 0 0 10px; }
h3 { font-size: 18px; margin: 0 0 6px; }
main { padding-top: 40px; padding-bottom: 72px; }
.lead { font-size: 21px; color: var(--soft); max-width: 46ch; margin: 0 0 26px; }
.hero { display: grid; grid-template-columns: 1.1fr 1fr; gap: 48px; align-items: center; padding: 24px 0 56px; }
.hero svg { width: 100%; height: auto; }
.grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(260px, 1fr)); gap: 20px; margin: 0 0 48px; }
.card { border: 1px solid var(--line); border-radius: 6px; padding: 22px; background: var(--paper); }
.card p { margin: 0 0 12px; color: var(--soft); }
.card p:last-child { margin-bottom: 0; }
.band { background: var(--wash); border-radius: 8px; padding: 32px; margin: 0 0 48px; }
.tag, .card .tag { color: var(--signal); font-size: 14px; font-weight: 600; margin: 0 0 6px; }
.figure { font-size: 44px; font-weight: 800; line-height: 1.1; letter-spacing: -.02em; margin: 0; }
.card .figure { color: var(--ink); margin: 0; }
article { max-width: 66ch; }
article h1 { max-width: none; }
article p { margin: 0 0 18px; }
form { display: grid; gap: 14px; max-width: 420px; }
label { display: grid; gap: 4px; font-weight: 600; font-size: 15px; }
input { font: inherit; padding: 10px 12px; border: 1px solid #a9b3c4; border-radius: 4px; color: inherit; background: #fff; }
input:focus-visible, a:focus-visible, button:focus-visible { outline: 3px solid #f4a27c; outline-offset: 2px; }
.inline { display: flex; max-width: 520px; flex-wrap: wrap; align-items: end; }
.inline label { flex: 1 1 220px; }
.two { display: grid; grid-template-columns: 1.2fr 1fr; gap: 56px; align-items: start; }
table { border-collapse: collapse; width: 100%; margin: 0 0 40px; }
th, td { text-align: left; padding: 10px 12px 10px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.foot { border-top: 1px solid var(--line); padding-top: 32px; padding-bottom: 96px; display: grid; grid-template-columns: 1.3fr 1fr; gap: 48px; color: var(--soft); font-size: 15px; }
.foot h3 { color: var(--ink); }
.demo-note { position: fixed; inset: auto 0 0 0; background: var(--ink); color: #fff; font-size: 14px; padding: 10px 24px; display: flex; gap: 18px; flex-wrap: wrap; justify-content: center; }
.demo-note a { color: #fff; font-weight: 600; }
@media (max-width: 760px) { .hero, .two, .foot { grid-template-columns: 1fr; gap: 28px; } header { height: auto; padding-top: 14px; padding-bottom: 8px; gap: 14px 20px; } .brand { flex-basis: 100%; } }
`
