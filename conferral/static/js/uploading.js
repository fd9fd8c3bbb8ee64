// How is File Upload quicker with JavaScript? In a window over the form, file by file, with how far each has come.
"use strict";

document.querySelectorAll("[data-opens]").forEach((button) => button.addEventListener("click", (event) => {
  event.preventDefault();
  const opened = document.getElementById(button.dataset.opens);
  opened.querySelector(".uploads").replaceChildren();
  opened.showModal();
}));
document.querySelectorAll("[data-closes]").forEach((button) => button.addEventListener("click", () => {
  button.closest("dialog").close();
}));

// A line of the list: the name, how far it has come, and what became of it.
function line(list, file) {
  const item = document.createElement("li");
  const name = document.createElement("bdi");
  const bar = document.createElement("progress");
  const became = document.createElement("span");
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", file.name);
  item.append(name, bar, became);
  list.append(item);
  return {
    came: (share) => { bar.value = share; },
    is: (sentence, taken) => {
      bar.remove();
      item.className = taken ? "taken" : "refused";
      became.textContent = sentence;
    },
    // A sentence of the server names the file itself.
    unnamed: () => name.remove(),
  };
}

// Send one file; what the page shows of all files comes back.
function sent(form, file, came) {
  return new Promise((answered) => {
    const request = new XMLHttpRequest();
    const data = new FormData();
    form.querySelectorAll("input[type=hidden]").forEach((field) => data.append(field.name, field.value));
    data.append("upload", "1");
    data.append("files", file, file.name);
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) came(event.loaded / event.total); });
    request.addEventListener("loadend", () => {
      const ours = request.status === 200 || request.status === 422;
      const page = ours ? new DOMParser().parseFromString(request.responseText, "text/html") : null;
      answered(page?.getElementById("attached") ?? null);
    });
    request.open("POST", form.action);
    request.setRequestHeader("HX-Target", "attached");
    request.send(data);
  });
}

async function upload(form, file, list) {
  const shown = line(list, file);
  const said = form.dataset;
  if (file.size > Number(said.most)) return shown.is(said.tooLarge, false), false;
  const attached = await sent(form, file, shown.came);
  if (!attached) return shown.is(said.lost, false), false;
  const refusal = attached.querySelector(".refusals li");
  attached.querySelector("#refused")?.remove();
  document.getElementById("attached").replaceWith(document.importNode(attached, true));
  if (refusal) shown.unnamed();
  shown.is(refusal ? refusal.textContent : said.done, !refusal);
  return !refusal;
}

document.querySelectorAll("form[data-upload]").forEach((form) => form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.classList.contains("busy")) return;
  const [chosen, list, dialog] = [form.querySelector("input[type=file]"), form.querySelector(".uploads"), form.closest("dialog")];
  list.replaceChildren();
  list.hidden = false;
  if (!chosen.files.length) {
    const missing = document.createElement("li");
    missing.className = "refused";
    missing.textContent = form.dataset.missing;
    list.append(missing);
    chosen.focus();
    return;
  }
  form.classList.add("busy");
  let all = true;
  for (const file of chosen.files) all = (await upload(form, file, list)) && all;
  form.classList.remove("busy");
  chosen.value = "";
  if (all && dialog) dialog.close();
  else chosen.focus();
}));
