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
    // Whether it was taken is handed back, too.
    taken: (word) => {
      bar.remove();
      item.className = "taken";
      became.textContent = word;
      return true;
    },
    refused: (sentence) => {
      item.className = "refused";
      item.replaceChildren(became);
      became.textContent = sentence;
      return false;
    },
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

// Send one file and show what became of it; tell whether it was taken.
async function upload(form, file, list) {
  const shown = line(list, file);
  const said = form.dataset;
  if (file.size > Number(said.most)) return shown.refused(`${file.name} ${said.tooLarge}`);
  const attached = await sent(form, file, shown.came);
  if (!attached) return shown.refused(`${file.name} ${said.lost}`);
  const refusal = attached.querySelector(".refusals li");
  attached.querySelector("#refused")?.remove();
  document.getElementById("attached").replaceWith(document.importNode(attached, true));
  if (refusal) return shown.refused(refusal.textContent);
  return shown.taken(said.done);
}

document.querySelectorAll("form[data-upload]").forEach((form) => form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (form.classList.contains("busy")) return;
  const [chosen, list, dialog] = [form.querySelector("input[type=file]"), form.querySelector(".uploads"), form.closest("dialog")];
  list.replaceChildren();
  list.hidden = false;
  if (!chosen.files.length) {
    line(list, { name: "" }).refused(form.dataset.missing);
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
