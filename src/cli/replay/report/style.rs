//! How the page looks. Sizes are in rem, so that it grows with the reader's letters.

/// The style sheet.
pub(super) const STYLE: &str = "\
:root{color-scheme:light dark;--text:#1d2430;--soft:#5a6473;--back:#fff;--card:#f5f6f8;--line:#d5d9e0;--seen:#2f6fb7;--usual:#b25d00;--alarm:#2f6fb722;--bad:#b3261e;--good:#2b7a4b}
@media(prefers-color-scheme:dark){:root{--text:#e6e9ee;--soft:#a3adbb;--back:#14171c;--card:#1d2229;--line:#39414c;--seen:#7db3f2;--usual:#f0a65a;--alarm:#7db3f22e;--bad:#ff8a80;--good:#7fd1a0}}
*{box-sizing:border-box}
body{margin:0 auto;padding:1rem;max-width:60rem;font:1rem/1.5 system-ui,sans-serif;color:var(--text);background:var(--back);overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.25rem;margin:2rem 0 .5rem}
h3{font-size:1.05rem;line-height:1.35;margin:0}
h4{font-size:.95rem;margin:1rem 0 .25rem}
p,ul{margin:.25rem 0}
ul{padding-left:1.2rem}
a{color:var(--seen)}
.soft,figcaption,.legend,.times{color:var(--soft);font-size:.875rem}
.figures{display:grid;grid-template-columns:repeat(auto-fill,minmax(8.5rem,1fr));gap:.5rem;margin:1rem 0;padding:0}
.figures div{background:var(--card);border-radius:.4rem;padding:.5rem .75rem}
.figures dt{color:var(--soft);font-size:.875rem}
.figures dd{margin:0;font-size:1.25rem;font-weight:600}
article{border:1px solid var(--line);border-radius:.5rem;padding:1rem;margin:1rem 0}
.rank,.mark{display:inline-block;border:1px solid currentColor;border-radius:.3rem;padding:0 .4rem;font-size:.875rem;font-weight:600;margin-right:.4rem}
.rank1,.mark.bad{color:var(--bad)}
.rank2{color:var(--usual)}
.mark.good{color:var(--good)}
blockquote{margin:.4rem 0;padding:.3rem .75rem;background:var(--card);border-left:.25rem solid var(--line);border-radius:.2rem}
blockquote p{margin:0;white-space:pre-line}
figure{margin:1rem 0}
figcaption span,.legend span{display:inline-block;margin-right:1rem}
.key{display:inline-block;width:.9rem;height:.6rem;margin-right:.35rem;border-radius:.1rem}
.chart svg{display:block;width:100%;height:8rem;border-bottom:1px solid var(--line);overflow:visible}
.row svg{display:block;width:100%;height:1.6rem;background:var(--card)}
svg .seen{fill:var(--seen);fill-opacity:.35;stroke:var(--seen);stroke-width:1.5;vector-effect:non-scaling-stroke}
svg .usual{fill:none;stroke:var(--usual);stroke-width:2;stroke-dasharray:5 3;vector-effect:non-scaling-stroke}
svg .alarm{fill:var(--alarm)}
svg .day,svg .week{stroke:var(--line);stroke-width:1;vector-effect:non-scaling-stroke;opacity:.5}
svg .week{opacity:1;stroke-width:2}
svg a rect{stroke-width:2;vector-effect:non-scaling-stroke}svg .incident{stroke:var(--good);fill:var(--good)}svg .missed,svg .false{fill:var(--bad);stroke:var(--bad)}svg .missed{opacity:.6}svg .candidate{stroke:var(--seen);fill:var(--seen)}
.key.seen,.key.candidate{background:var(--seen)}.key.usual{background:var(--usual);height:.2rem;vertical-align:middle}.key.alarm{background:var(--alarm);border:1px solid var(--line)}
.key.incident{background:var(--good)}.key.missed,.key.false{background:var(--bad)}.key.missed{opacity:.6}
.times{display:flex;justify-content:space-between}
.chart .times{display:grid;grid-template-columns:1fr 1fr 1fr}
.chart .times span:nth-child(2){text-align:right}.chart .times span:nth-child(3){text-align:right}
.row{display:grid;grid-template-columns:11rem 1fr;gap:.5rem;align-items:center;margin:.2rem 0}
table{margin:.5rem 0;border-collapse:collapse;font-variant-numeric:tabular-nums}
td,th{text-align:left;padding:.15rem .75rem .15rem 0;vertical-align:top;font-weight:400}
td.n{text-align:right}
@media(max-width:40rem){.row{grid-template-columns:1fr;gap:0}body{padding:.75rem}article{padding:.75rem}}
@media print{article{break-inside:avoid}}
";
