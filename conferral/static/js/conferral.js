// What do pages do quicker with JavaScript? Nothing here is needed for a page to be right.
"use strict";

// A form goes out once: a second click while the first is under way does nothing. What hands out a file leaves the page
// as it is, to be used further.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post" || event.defaultPrevented || event.submitter?.hasAttribute("data-hands-out")) return;
  form.dataset.sent = "yes";
  form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
  form.classList.add("busy");
});

// Coming back with the back button: forms can be sent again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.classList.remove("busy");
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});

// "/" goes to the search, as in most registers; not while somebody is typing.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const search = document.getElementById("everywhere");
  if (search) {
    event.preventDefault();
    search.focus();
  }
});

// Where the menu stands above the page it begins closed; beside the page it is always open, after turning or zooming too.
const above = window.matchMedia("(max-width: 70rem)");
const arrange = () => document.querySelectorAll("details.menu").forEach((menu) => { menu.open = !above.matches; });
above.addEventListener("change", arrange);
arrange();

// A refusal is read out and shown at once.
const refused = document.querySelector("#refused");
refused?.focus();
// Whoever skipped to the content took its fragment along: the browser goes there once more while the page loads.
if (refused && location.hash) {
  window.addEventListener("load", () => requestAnimationFrame(() => {
    if (document.activeElement?.id === location.hash.slice(1)) refused.focus();
  }));
}

// Ticking the box in the head ticks every box of the page that can be ticked.
document.addEventListener("change", (event) => {
  const box = event.target;
  if (!box.matches("input[data-all]")) return;
  box.closest("table").querySelectorAll("tbody input[type=checkbox]:not(:disabled)").forEach((one) => {
    one.checked = box.checked;
  });
});

// A link within a list with boxes to tick (a tracker, a head, its columns) leads on with what is ticked on this page.
const leadOn = (event, address) => {
  const listing = document.getElementById("listing");
  const ticks = listing ? [...listing.querySelectorAll("[name=pick]:checked:not(:disabled), [name=pick].kept")] : [];
  if (!ticks.length || new URL(address, location.href).pathname !== location.pathname) return;
  event.preventDefault();
  event.stopPropagation();
  const form = document.createElement("form");
  const said = [["pick", ticks.map((one) => one.value).join(" ")]];
  const token = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (token) said.push([token.name, token.value]);
  said.forEach(([name, value]) => form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value })));
  Object.assign(form, { method: "post", action: address });
  document.body.append(form);
  form.submit();
};
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-keeps-ticks] a[href]:not([data-drops-ticks])");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) leadOn(event, link.href);
}, true);
document.addEventListener("submit", (event) => {
  // A button that leads to another page loads it: htmx would put it into the part of this one.
  if (event.submitter?.hasAttribute("formaction") && event.target.id === "listing") event.stopPropagation();
  if (event.target.id === "columns") leadOn(event, `${event.target.getAttribute("action")}?${new URLSearchParams(new FormData(event.target))}`);
}, true);

// What a button asks before it is sent is asked in a dialog, where the page has one; without it a page asks the same.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("button[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    const ticked = opener.form.querySelector("tbody input[type=checkbox]:checked, .kept");
    if (!ticked) return;
    event.preventDefault();
    dialog.showModal();
  } else if (event.target.closest("dialog [data-closes]")) {
    event.preventDefault();
    event.target.closest("dialog").close();
  }
});

// What is put into a dialog is to be read at once.
document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = event.detail.target;
  if (dialog.matches("dialog") && !dialog.open) dialog.showModal();
});

// A part of the page that was filled anew keeps the focus: on what was pressed or, where that is gone, on the count.
document.addEventListener("htmx:beforeSwap", (event) => {
  const part = event.detail.target;
  part.toggleAttribute("data-had-focus", part.contains(document.activeElement));
});
document.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.target;
  const count = part.querySelector("[role=status]");
  if (!count || !part.hasAttribute("data-had-focus") || document.activeElement !== document.body) return;
  count.tabIndex = -1;
  count.focus();
});

// What htmx could not put on the page is shown whole, and a lost network is said.
document.addEventListener("htmx:responseError", (event) => {
  window.location.assign(event.detail.pathInfo.finalRequestPath);
});
document.addEventListener("htmx:sendError", () => {
  const said = document.createElement("p");
  said.className = "notice bad";
  said.setAttribute("role", "alert");
  said.textContent = document.body.dataset.offline;
  document.getElementById("messages")?.replaceChildren(said);
});
