/* Runs before the first paint, so that a remembered theme does not flash the other one. The page's policy allows no inline script. */
(function () {
  try {
    var theme = localStorage.getItem('log-monitor.theme');
    if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  } catch {
    /* Storage may be forbidden; the system's theme is right then. */
  }
})();
