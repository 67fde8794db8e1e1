/* Gives up the style sheet that was adopted last. */
() => {
  document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, -1);
}
