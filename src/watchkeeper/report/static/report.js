// Theme switch, filter, rows that open. Charts are drawn by charts.js, which comes after.
// The verdict and every table of findings can be read without this file.
(() => {
  const root = document.documentElement;
  const $ = (s, e = document) => e.querySelector(s), $$ = (s, e = document) => [...e.querySelectorAll(s)];
  const store = { // a page opened from a folder may have no storage
    get: () => { try { return localStorage.getItem("watchkeeper-theme"); } catch { return null; } },
    set: v => { try { localStorage.setItem("watchkeeper-theme", v); } catch { /* not kept */ } },
  };
  const asked = new URLSearchParams(location.search).get("theme") || store.get();
  if (asked === "light" || asked === "dark") root.dataset.theme = asked;
  const paper = matchMedia("print"), night = matchMedia("(prefers-color-scheme: dark)");
  const dark = () => !paper.matches && (root.dataset.theme || (night.matches ? "dark" : "light")) === "dark";

  $$("button.open").forEach(b => b.addEventListener("click", () => {
    const row = document.getElementById(b.getAttribute("aria-controls"));
    row.hidden = !row.hidden;
    b.setAttribute("aria-expanded", String(!row.hidden));
  }));
  $(".late-btn")?.addEventListener("click", e => { $$(".late").forEach(t => { t.hidden = false; }); e.target.remove(); });
  $("#find")?.addEventListener("input", e => {
    const word = e.target.value.toLowerCase(), more = $("#more-columns");
    if (word && more) more.open = true;
    $$("[data-column]").forEach(el => { el.hidden = !el.dataset.column.toLowerCase().includes(word); });
  });
  const flip = () => { root.dataset.theme = dark() ? "light" : "dark"; store.set(root.dataset.theme); dispatchEvent(new Event("watchkeeper:theme")); };
  $$("[data-flip]").forEach(b => b.addEventListener("click", flip));
  addEventListener("keydown", e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.target.tagName === "INPUT") return;
    if (e.key === "t") flip();
    if (e.key === "/" && $("#find")) { e.preventDefault(); $("#find").focus(); }
  });
})();
