/* Where the page sends its readers on to without a delay; '' if they stay. */
() => {
  const meta = document.querySelector("meta[http-equiv='refresh' i]");
  const [, to] = /^\s*0\s*[;,]?\s*(?:url\s*=\s*)?['"]?([^'"]+)/i.exec(meta?.content || "") || [];
  return to ? to.trim() : "";
}
