// Before anything is drawn: the theme that the reader chose, if any.
(() => {
  let asked = new URLSearchParams(location.search).get("theme");
  try { asked = asked || localStorage.getItem("watchkeeper-theme"); } catch { /* no storage: the system's theme */ }
  if (asked === "light" || asked === "dark") document.documentElement.dataset.theme = asked;
})();
