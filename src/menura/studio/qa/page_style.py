"""Hold how the page of a report looks, by day and by night."""

STYLE = """
:root{--page:#f6f7fb;--card:#fff;--text:#1d202b;--dim:#5c6370;--line:#dfe1ea;--band:#eff0f7;
--accent:#6c4ff2;--soft:#b5a8f8;--under:#6c4ff21f;--wave:#8b78fa;--other:#b26a00;
--good:#157347;--warn:#8a5300;--bad:#c02b2b}
@media (prefers-color-scheme:dark){:root{--page:#11131a;--card:#171922;--text:#dcdfea;
--dim:#9a9fb3;--line:#2b2f40;--band:#1f2230;--accent:#ab9eff;--soft:#6355a8;--under:#ab9eff24;
--wave:#8b78fa;--other:#f0b35a;--good:#5fcf93;--warn:#f0b35a;--bad:#ff9696}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--text);
font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;
font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main{max-width:1080px;margin:0 auto;padding:28px 20px 48px}
header{padding:0 4px}
h1{font-size:1.65rem;line-height:1.25;margin:0 0 4px;font-weight:650;letter-spacing:-.01em}
h2{font-size:1.05rem;margin:0 0 14px;font-weight:650}
p{margin:6px 0}
section{background:var(--card);border:1px solid var(--line);border-radius:10px;
padding:18px 20px;margin-top:16px}
.dim,.tick,.name,.unit,dt{color:var(--dim)}
.dim{font-size:.9rem}
.verdict{font-weight:650;margin:14px 0;padding:10px 14px;border-radius:8px;
border:1px solid currentColor;background:var(--card)}
.good{color:var(--good)}.warn{color:var(--warn)}.bad{color:var(--bad)}.none{color:var(--dim)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(210px,1fr));gap:12px;margin:0}
.tile{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:12px 16px;
border-left:4px solid currentColor}
.tile dt,.facts dt{font-size:.85rem}
.tile dd{margin:0;font-size:1.2rem;font-weight:650;color:var(--text)}
.tile dd.dim{font-size:.85rem;font-weight:400;color:var(--dim)}
.facts{display:grid;grid-template-columns:repeat(auto-fit,minmax(170px,1fr));gap:12px 24px;
margin:0 0 10px}
.facts dd{margin:0;font-weight:600}
table{width:100%;border-collapse:collapse;font-size:.92rem}
th{text-align:left;color:var(--dim);font-weight:500;font-size:.82rem;padding:0 14px 6px 0}
td{border-top:1px solid var(--line);padding:8px 14px 8px 0;vertical-align:top}
tr>:last-child{padding-right:0}
.checks td:nth-child(2){white-space:nowrap}
.decisions td:first-child{white-space:nowrap}
.decisions td:nth-child(2){width:48%}
.state{display:inline-block;font-size:.8rem;font-weight:650;padding:1px 9px;border-radius:99px;
border:1px solid currentColor;white-space:nowrap}
.chart{padding:2px 2px 24px 34px;margin:0}
.chart>svg{display:block;overflow:visible}
.low>svg{height:170px}.tall>svg{height:240px}
.defects,.votes{margin-top:12px}
summary{cursor:pointer;color:var(--accent);margin-top:8px}
.pair{display:grid;grid-template-columns:2fr 3fr;gap:16px}
.tick{fill:var(--dim);font-size:11px}
.name{fill:var(--dim);font-size:11px;font-weight:600}
.grid{stroke:var(--line);stroke-width:1}
.band{fill:var(--band)}.gap{fill:none}
.wave{fill:var(--wave)}
.defect{fill:var(--bad);fill-opacity:.75}
polyline,.key line{fill:none;vector-effect:non-scaling-stroke;stroke-linejoin:round}
.momentary{stroke:var(--soft);stroke-width:1.2}
.short,.own{stroke:var(--accent);stroke-width:2.2}
.other{stroke:var(--other);stroke-width:2;stroke-dasharray:5 3}
.under{fill:var(--under)}
.target{stroke:var(--good);stroke-width:1.5;stroke-dasharray:6 4}
.legend{display:flex;flex-wrap:wrap;gap:4px 18px;font-size:.85rem;margin:0 0 10px}
.legend .key{margin-right:7px;vertical-align:middle}
@media (max-width:640px){
main{padding:18px 12px 32px}section{padding:14px}h1{font-size:1.35rem}
.tiles{grid-template-columns:1fr 1fr;gap:8px}.tile{padding:10px 12px}.tile dd{font-size:1rem}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.pair{display:block}
table,tbody,tr,td{display:block;width:auto}
tr{border-top:1px solid var(--line);padding:10px 0}
tr:first-child{border-top:0;padding-top:0}
td,.decisions td:nth-child(2){border:0;padding:1px 0;width:auto}
td[data-head]:not(:first-child)::before{content:attr(data-head) ": ";color:var(--dim)}
.checks td:nth-child(2)::before,.checks td:nth-child(5)::before{content:none!important}
.checks td:first-child{float:right}
td:empty{display:none}
.low>svg{height:130px}.tall>svg{height:190px}}
@media print{section{break-inside:avoid}body{background:none}}
"""
