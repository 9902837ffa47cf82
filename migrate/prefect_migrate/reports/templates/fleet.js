(() => {
  const table = document.querySelector("table.repositories");
  const form = document.querySelector(".filters");
  const rows = [...table.tBodies];
  form.hidden = false;
  const field = document.getElementById("filter");
  const filter = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      row.hidden = !words.every(word => row.dataset.search.includes(word));
      shown += !row.hidden;
    }
    document.getElementById("count").textContent =
      `${shown === rows.length ? "" : `${shown} of `}${rows.length} ${rows.length === 1 ? "repository" : "repositories"}`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  filter();
  const number = new Set(["name", "files", "fixes", "left", "refused"]);
  for (const head of table.tHead.querySelectorAll("th")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const key = head.dataset.key;
      const order = (a, b) => number.has(key)
        ? a.dataset[key] - b.dataset[key] : a.dataset[key].localeCompare(b.dataset[key]);
      rows.sort((a, b) => (down ? -1 : 1) * order(a, b) || a.dataset.name - b.dataset.name);
      table.append(...rows);
    });
  }
})();
