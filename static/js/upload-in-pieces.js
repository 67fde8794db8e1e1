// Sends the file of the upload form in pieces, by the tus protocol, so that it goes on where it
// stopped: after a lost connection by itself, after a closed page with the same file. Without this
// the form sends it whole. What it says stands in the form's data-says. Where files are kept in an
// object store, they go straight there (upload-in-parts.js).

import { UploadInParts } from "./upload-in-parts.js";

const MIB = 1024 ** 2;
const PAUSES_S = [1, 2, 5, 10, 20, 30];
const SAVE_AFTER_MS = 1000;
const UNITS = [["gigabyte", 1024 ** 3], ["megabyte", MIB], ["kilobyte", 1024]];

const status = document.getElementById("status");
const part = (id) => document.getElementById(id);
let sending = null;

// The same file is known by its first and last MiB; where the browser cannot hash, by its length.
async function fingerprintOf(file) {
  const ends = new Blob([file.slice(0, MIB), file.slice(-MIB)]);
  const digest = await globalThis.crypto?.subtle?.digest("SHA-256", await ends.arrayBuffer());
  return Array.from(new Uint8Array(digest ?? []), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function isSame(file, fingerprint, { bytes, fingerprint: known }) {
  return file.size === Number(bytes) && (!known || !fingerprint || known === fingerprint);
}

function size(bytes) {
  const [unit, factor] = UNITS.find(([, each]) => bytes >= each) ?? ["byte", 1];
  const words = new Intl.NumberFormat(document.documentElement.lang, { style: "unit", unit, maximumFractionDigits: 1 });
  return words.format(bytes / factor);
}

// What is said of the file, whatever the form asks.
function typed() {
  const { file, key, csrf_token, ...said } = Object.fromEntries(new FormData(part("upload-form")));
  return said;
}

function sentenceOf(answer) {
  try {
    return JSON.parse(answer.getBody()).detail;
  } catch {
    return "";
  }
}

function wayOf(form) {
  return "straight" in form.dataset ? UploadInParts : globalThis.tus?.Upload;
}

function canSend(form) {
  return "straight" in form.dataset ? UploadInParts.isSupported : globalThis.tus?.isSupported;
}

class Sending {
  constructor(form, file, fingerprint, address) {
    this.says = JSON.parse(form.dataset.says);
    this.details = form.dataset.details;
    this.anew = form.dataset.goOn ? form.dataset.anew : "";
    this.form = form.action;
    this.all = file.size;
    this.arrived = 0;
    this.quarter = -1;
    this.failures = 0;
    this.trouble = "";
    this.goesOn = Boolean(address);
    this.state = "sending";
    const { description, ...said } = typed(); // a header has no room for long texts
    const Upload = wayOf(form);
    this.upload = new Upload(file, {
      endpoint: address ? null : form.dataset.create,
      uploadUrl: address || null,
      chunkSize: Number(form.dataset.pieceBytes),
      headers: { Accept: "application/problem+json", "X-CSRFToken": form.elements.csrf_token.value },
      metadata: { filename: file.name, fingerprint, ...said },
      retryDelays: null,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => this.save(),
      onProgress: (sent) => this.progress(sent),
      onSuccess: () => this.finish(),
      onError: (error) => this.failed(error.originalResponse),
    });
  }

  start() {
    clearTimeout(this.timer);
    this.state = "sending";
    this.show();
    this.upload.start();
  }

  pause() {
    clearTimeout(this.timer);
    this.upload.abort();
    this.stop(this.says.paused);
  }

  stop(sentence) {
    this.state = "stopped";
    this.say(sentence);
  }

  say(sentence) {
    if (this.trouble !== sentence) status.textContent = sentence;
    this.trouble = sentence;
    this.goesOn = true;
    this.show();
  }

  progress(sent) {
    if (this.state !== "sending") return;
    this.arrived = sent;
    const quarter = Math.floor((sent / this.all) * 4);
    if (this.goesOn) {
      status.textContent = this.says.goesOn.replace("PERCENT", this.percent);
    } else if (quarter > this.quarter && quarter < 4) {
      status.textContent = this.says.quarters[quarter];
    }
    this.quarter = quarter;
    this.goesOn = false;
    this.trouble = "";
    this.failures = 0;
    this.show();
  }

  // What may be better in a moment is tried again, for as long as the page is open.
  failed(answer) {
    const code = answer?.getStatus() ?? 0;
    if (code === 401) return this.stop(this.says.loggedOut);
    const sentence = sentenceOf(answer);
    if (code >= 400 && code < 500 && ![409, 423, 429].includes(code)) return this.stop(sentence || this.says.refused);
    this.state = "waiting";
    const pause = PAUSES_S[Math.min(this.failures, PAUSES_S.length - 1)];
    this.failures += 1;
    this.timer = setTimeout(() => this.start(), pause * 1000);
    this.say(code === 423 ? this.says.elsewhere : (code !== 500 && sentence) || this.says.lost);
  }

  get percent() {
    return Math.floor((this.arrived / this.all) * 100);
  }

  get about() {
    return this.upload.url && this.details.replace("NAME", this.upload.url.split("/").at(-1));
  }

  // What is typed is kept with what has arrived.
  save() {
    if (!this.about) return;
    const body = new URLSearchParams({ ...typed(), csrf_token: part("upload-form").elements.csrf_token.value });
    fetch(this.about, { method: "POST", body, redirect: "manual" }).catch(() => {});
  }

  saveSoon() {
    clearTimeout(this.saving);
    this.saving = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  finish() {
    clearTimeout(this.saving);
    this.arrived = this.all;
    const isTyping = document.activeElement?.matches("#upload-form :is([type=text], textarea)");
    if (!isTyping) return this.leave();
    this.state = "arrived";
    this.say(this.says.arrived);
  }

  leave() {
    const form = part("upload-form");
    form.elements.file.disabled = true;
    form.enctype = "application/x-www-form-urlencoded";
    form.action = this.about;
    form.submit();
  }

  async throwAway() {
    clearTimeout(this.timer);
    this.state = "over";
    sending = null;
    await this.upload.abort(true).catch(() => {}); // else it is thrown away when its time is over
    if (this.anew) return location.assign(this.anew);
    part("upload-sending").hidden = true;
    part("upload-button").setAttribute("aria-disabled", "false");
    part("upload-button").focus();
    part("file").disabled = false;
    status.textContent = this.says.thrownAway;
  }

  // All of the page that changes; also after another look has brought new elements.
  show() {
    const bar = part("upload-progress");
    part("upload-sending").hidden = false;
    for (const id of ["unfinished", "another-file"]) part(id)?.setAttribute("hidden", "");
    bar.value = this.percent;
    bar.textContent = bar.nextElementSibling.textContent = `${this.percent} %`;
    part("upload-amount").textContent = this.says.amount.replace("ARRIVED", size(this.arrived)).replace("ALL", size(this.all));
    part("upload-trouble").textContent = this.trouble;
    part("upload-pause").textContent = this.state === "stopped" ? this.says.resume : this.says.pause;
    part("upload-pause").closest("p").hidden = this.state === "arrived";
    part("upload-button").setAttribute("aria-disabled", String(this.state !== "arrived"));
    if (this.state === "arrived") part("upload-button").querySelector("span").textContent = this.says.save;
    part("file").disabled = true;
  }
}

// Says what is wrong with the file before hours are spent on sending it.
function refuse(form, sentence) {
  const field = form.elements.file;
  field.setCustomValidity(sentence);
  if (sentence) field.reportValidity();
  return Boolean(sentence);
}

// An unfinished upload of the same file, and what was typed for it where nothing is typed now.
function unfinished(form, file, fingerprint) {
  const known = [...document.querySelectorAll("#unfinished [data-address]")];
  const found = known.find(({ dataset }) => dataset.fingerprint && fingerprint && isSame(file, fingerprint, dataset));
  for (const [name, text] of Object.entries(found ? JSON.parse(found.dataset.typed) : {})) {
    const field = form.elements.namedItem(name);
    field.value ||= text;
  }
  return found?.dataset.address;
}

async function begin(form, file) {
  const says = JSON.parse(form.dataset.says);
  const { goOn } = form.dataset;
  const fingerprint = await fingerprintOf(file).catch(() => "");
  if (refuse(form, goOn && !isSame(file, fingerprint, form.dataset) ? says.otherFile : "")) return;
  if (refuse(form, !goOn && file.size > Number(form.dataset.maxBytes) ? says.tooLarge : "")) return;
  sending = new Sending(form, file, fingerprint, goOn ?? unfinished(form, file, fingerprint));
  sending.start();
}

document.addEventListener("htmx:confirm", (event) => {
  const form = event.target;
  if (form.id !== "upload-form") return;
  const file = form.elements.file.files[0];
  if (sending?.state === "arrived") sending.leave();
  if (!sending && file?.size && form.dataset.create && canSend(form)) begin(form, file);
  else if (!sending) return;
  event.preventDefault();
});

document.addEventListener("input", ({ target }) => {
  if (target.id === "file") target.setCustomValidity("");
  else if (target.closest("#upload-form")) sending?.saveSoon();
});

document.addEventListener("click", ({ target }) => {
  if (!sending) return;
  if (target.closest("#upload-away")) sending.throwAway();
  if (!target.closest("#upload-pause")) return;
  if (sending.state === "stopped") sending.start();
  else sending.pause();
});

addEventListener("online", () => {
  if (sending?.state === "waiting") sending.start();
});

function withScripts() {
  part("upload-without-scripts")?.remove();
  sending?.show();
}

document.addEventListener("main:new", withScripts);
withScripts();
