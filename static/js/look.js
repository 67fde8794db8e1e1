// Another look in place: the main part of the page comes anew, as the server makes it for that look.
// The switch keeps the focus, the page its place, and a video plays on. Where that cannot be, the
// form is sent as it is and a new page comes.
//
// Scripts that have to do with the main part hear `main:leaves` and `main:new` on the document, or
// listen there to what comes from it; their element says so (data-keeps-up).

import { putBack, setAside } from "./look-videos.js";

const form = document.querySelector("#quick form");
const main = document.getElementById("main");
const OF_COLOURS = ["contrast"];
let isRefused = false;
let asked = 0;

form.addEventListener("submit", async (event) => {
  if (isRefused || !canStay()) return;
  event.preventDefault();
  const turn = ++asked;
  const request = await ask();
  if (turn !== asked) return; // she has chosen again meanwhile
  if (!request.status) {
    htmx.trigger(form, "htmx:sendError"); // no connection: said in words
  } else if (request.status === 200) {
    show(request.response);
  } else {
    isRefused = true; // a new page says what is the matter
    form.requestSubmit();
  }
});

function canStay() {
  const isHere = new URL(form.elements.next.value, location.href).pathname === location.pathname;
  const keepsUp = !document.querySelector("script[src]:not([data-keeps-up])");
  return isHere && keepsUp && (!main.querySelector("video") || "moveBefore" in main);
}

// The same page in the look that the form asks for; of a video, as it is at this moment.
function ask() {
  const here = new URL(location.href);
  const video = document.getElementById("video");
  if (video?.played.length) here.searchParams.set("t", video.currentTime.toFixed(2));
  const sent = new URLSearchParams(new FormData(form));
  sent.set("next", here.pathname + here.search);
  return new Promise((give) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.responseType = "document";
    request.addEventListener("loadend", () => give(request));
    request.send(sent);
  });
}

function show(page) {
  const places = whereThingsAre();
  const isPlayer = Boolean(document.getElementById("player"));
  if (!isPlayer || !changed().every((name) => OF_COLOURS.includes(name))) exchange(page);
  for (const { name, value } of page.documentElement.attributes) document.documentElement.setAttribute(name, value);
  const scheme = "meta[name=color-scheme]";
  document.querySelector(scheme).content = page.querySelector(scheme).content;
  if (!page.querySelector(".offer")) document.querySelector(".offer")?.remove();
  for (const each of form.querySelectorAll("[type=radio]")) each.defaultChecked = each.checked;
  for (const each of form.querySelectorAll("option")) each.defaultSelected = each.selected;
  goBack(places);
  document.getElementById("status").textContent = page.getElementById("status").textContent;
}

function changed() {
  const radios = [...form.querySelectorAll(":checked:not(option)")].filter((each) => !each.defaultChecked);
  const options = [...form.querySelectorAll("option:checked")].filter((each) => !each.defaultSelected);
  return [...radios, ...options.map((each) => each.closest("select"))].map((each) => each.name);
}

function exchange(page) {
  document.dispatchEvent(new CustomEvent("main:leaves"));
  const fresh = page.getElementById("main");
  const videos = setAside(main, fresh);
  carryText(fresh);
  const old = [...main.childNodes];
  main.append(...fresh.childNodes);
  putBack(videos);
  for (const each of old) each.remove();
  htmx.process(main);
  document.dispatchEvent(new CustomEvent("main:new"));
}

// What somebody has typed.
function carryText(fresh) {
  for (const field of main.querySelectorAll("textarea[id], input[id]:is([type=text], [type=search], [type=email], [type=url])")) {
    const same = fresh.querySelector(`#${CSS.escape(field.id)}`);
    if (same && field.value !== field.defaultValue) same.value = field.value;
  }
}

// What is in sight, the video first, and where; nothing at the top of the page, which stays there.
function whereThingsAre() {
  const things = scrollY ? [...main.querySelectorAll("#video, [id]")] : [];
  const places = things.map((each) => ({ id: each.id, box: each.getBoundingClientRect() }));
  const seen = places.filter(({ box }) => box.height && box.bottom > 0 && box.top < innerHeight);
  return seen.sort((a, b) => (b.id === "video") - (a.id === "video"));
}

function goBack(places) {
  const place = places.find(({ id }) => document.getElementById(id)?.checkVisibility());
  if (place) scrollBy({ top: document.getElementById(place.id).getBoundingClientRect().top - place.box.top, behavior: "instant" });
}
