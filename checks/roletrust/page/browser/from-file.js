// A browser gives a page that was opened from a disk neither modules nor workers, so that nothing else here would run.
if (location.protocol === "file:") {
  addEventListener("DOMContentLoaded", () => {
    document.getElementById("state").textContent =
      "Opened from a file, where browsers run no workers: serve the folder instead, by `roletrust page` or `python -m http.server`.";
  });
}
