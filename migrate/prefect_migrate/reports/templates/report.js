(() => {
  const form = document.querySelector(".filters");
  if (!form) return;
  form.hidden = false;
  document.querySelector(".keys").hidden = false;
  const files = [...document.querySelectorAll(".file")].map(element => ({
    element, text: element.dataset.search, rules: ` ${element.dataset.rules} `,
    grades: ` ${element.dataset.grades} `, state: element.dataset.state }));
  const field = id => document.getElementById(id);
  const count = field("count");
  const filter = () => {
    const words = field("search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const rule = field("rule").value, grade = field("grade").value, state = field("state").value;
    let shown = 0;
    for (const file of files) {
      const fits = words.every(word => file.text.includes(word)) &&
        (!rule || file.rules.includes(` ${rule} `)) &&
        (!grade || file.grades.includes(` ${grade} `)) && (!state || file.state === state);
      if (file.element.hidden === fits) file.element.hidden = !fits;
      shown += fits;
    }
    count.textContent = `${shown === files.length ? "" : `${shown} of `}${files.length} ${files.length === 1 ? "file" : "files"}`;
  };
  form.addEventListener("input", filter);
  form.addEventListener("submit", event => event.preventDefault());
  filter();
  let current = -1;
  const go = step => {
    let next = current;
    do next += step; while (files[next] && files[next].element.hidden);
    if (!files[next]) return;
    if (files[current]) files[current].element.classList.remove("current");
    current = next;
    const { element } = files[current];
    element.classList.add("current");
    element.scrollIntoView({ block: "start" });
    element.querySelector("summary").focus({ preventScroll: true });
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input[type=search], select, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const acts = { "/": () => field("search").focus(), j: () => go(1), k: () => go(-1),
      o: () => { if (files[current]) files[current].element.open = !files[current].element.open; },
      v: () => { const split = field("view-split"); (split.checked ? field("view-unified") : split).checked = true; } };
    if (acts[event.key]) { event.preventDefault(); acts[event.key](); }
  });
  const reveal = () => {
    const target = location.hash && document.getElementById(location.hash.slice(1));
    for (let up = target; up; up = up.parentElement) if (up.tagName === "DETAILS") up.open = true;
    if (target) target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => {
    for (const { element } of files) element.dataset.was = element.open, element.open = true;
  });
  addEventListener("afterprint", () => {
    for (const { element } of files) element.open = element.dataset.was === "true";
  });
})();
