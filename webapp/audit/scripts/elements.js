/* What an element is called, so that it can be found again in another release of the page.
   Roles and names are those that axe computes; window.sightline is what checks use. */
() => {
  const LANDMARKS = {
    banner: 1, complementary: 1, contentinfo: 1, form: 1, main: 1, navigation: 1, region: 1,
    search: 1, dialog: 1, alertdialog: 1,
  };
  let stale = true;
  const roles = new Map();
  const names = new Map();

  /* axe computes roles and names on a picture of the tree. After a change of the page it has to be
     made anew, and is when it is wanted: it takes long, and many scripts find nothing to name. */
  const refresh = () => { stale = true; };

  const picture = () => {
    if (!stale && axe._tree) return;
    axe.teardown();
    axe.setup(document);
    roles.clear();
    names.clear();
    stale = false;
  };

  const safely = (work) => {
    picture();
    try {
      return work();
    } catch {
      refresh();
      picture();
      try {
        return work();
      } catch {
        return "";
      }
    }
  };

  /* The parts of a page are on the way to each of its elements: what they are is asked once. */
  const once = (known, element, work) => {
    picture();
    if (!known.has(element)) known.set(element, safely(() => work(element) || ""));
    return known.get(element);
  };

  const role = (element) => once(roles, element, axe.commons.aria.getRole);
  const name = (element) => once(names, element, axe.commons.text.accessibleText);

  /* Counts and times change from day to day: they do not make another element. */
  const steady = (text) => text.replace(/\d+/g, "0").replace(/\s+/g, " ").trim().slice(0, 60);

  const parent = (element) => element.parentElement || element.getRootNode().host || null;

  const path = (element) => {
    const parts = [];
    for (let each = parent(element); each; each = parent(each)) {
      const is = role(each);
      if (LANDMARKS[is]) parts.unshift(`${is}${steady(name(each)) && ` "${steady(name(each))}"`}`);
    }
    return parts.join(" / ");
  };

  const key = (element) => {
    const marked = element.closest("[data-key]");
    if (marked && marked !== element) return `${marked.dataset.key} > ${own(element)}`;
    if (marked) return marked.dataset.key;
    const where = path(element);
    return where ? `${where} / ${own(element)}` : own(element);
  };

  const own = (element) => {
    const is = role(element);
    /* All the text of a part of the page is what changes most in it. */
    const called = steady(name(element)) || (LANDMARKS[is] ? "" : steady(element.textContent || ""));
    return `${is || element.localName}${called && ` "${called}"`}`;
  };

  const within = (element) => {
    const root = element.getRootNode();
    if (element.id && root.querySelectorAll(`#${CSS.escape(element.id)}`).length === 1) {
      return `#${CSS.escape(element.id)}`;
    }
    const above = element.parentElement;
    if (!above) return element.localName;
    const alike = [...above.children].filter((each) => each.localName === element.localName);
    const nth = alike.length > 1 ? `:nth-of-type(${alike.indexOf(element) + 1})` : "";
    return `${within(above)} > ${element.localName}${nth}`;
  };

  /* From the document down to the element, one selector for each shadow root on the way. */
  const selector = (element) => {
    const host = element.getRootNode().host;
    return host ? [...selector(host), within(element)] : [within(element)];
  };

  const markup = (element) => element.cloneNode(false).outerHTML.slice(0, 300);

  const describe = (element) => ({
    key: key(element), selector: selector(element), markup: markup(element),
  });

  const find = (steps) => steps.reduce((root, step) => {
    const inside = root.shadowRoot || root.contentDocument || root;
    return inside.querySelector(step);
  }, document);

  const describePath = (steps) => {
    let element = null;
    try {
      element = find(steps.flat());
    } catch {
      /* An element in a frame of another origin keeps its selector as its key. */
    }
    const unknown = { key: steps.flat().join(" >> "), selector: steps.flat(), markup: "" };
    return element ? { ...framed(element), selector: steps.flat() } : unknown;
  };

  /* Of an element in a frame its own window knows role and name; the frame's key comes first. */
  const framed = (element) => {
    const view = element.ownerDocument.defaultView;
    if (view === window || !view?.sightline) return describe(element);
    const inner = view.sightline.describe(element);
    return { ...inner, key: `${framed(view.frameElement).key} / ${inner.key}` };
  };

  /* Whether anybody can see it: it has a box, and nothing hides it. */
  const isShown = (element) => element.checkVisibility({
    opacityProperty: true, visibilityProperty: true,
  }) && element.getClientRects().length > 0;

  /* Whether anybody gets to see it: it is shown, and not far off the screen. */
  const isOnScreen = (element) => isShown(element)
    && safely(() => !axe.commons.dom.isOffscreen(element)) === true;

  /* Whether a screen reader gets it. */
  const isRead = (element) => (
    safely(() => axe.commons.dom.isVisibleToScreenReaders(element)) === true
  );

  /* Every element that fits, in the document and in the shadow roots in it. */
  const all = (selector, root = document) => {
    const inside = [...root.querySelectorAll("*")].flatMap((each) => (
      each.shadowRoot ? all(selector, each.shadowRoot) : []
    ));
    return [...root.querySelectorAll(selector), ...inside];
  };

  /* Where scripts are off no timer ever rings, and axe waits for some: there they ring at once.
     Of all that waits, only promises still come. */
  if (matchMedia("(scripting: none)").matches) {
    window.setTimeout = (work, _, ...given) => {
      Promise.resolve().then(() => work(...given));
      return 0;
    };
  }

  window.sightline = {
    refresh, role, name, key, selector, markup, describe, describePath, find, isShown, isOnScreen,
    isRead, all,
  };
}
