/* Heads of tables and grids that no cell belongs to, as HTML assigns cells to their heads. */
() => {
  const TABLES = "table, [role=table], [role=grid], [role=treegrid]";
  const TABLE_ROLES = { table: 1, grid: 1, treegrid: 1 };
  const HEADS = { columnheader: 1, rowheader: 1 };
  const CELLS = { cell: 1, gridcell: 1, columnheader: 1, rowheader: 1 };

  const own = (table, selector) => [...table.querySelectorAll(selector)]
    .filter((each) => each.closest(TABLES) === table);

  const rowsOf = (table) => (table.localName === "table" ? [...table.rows] : own(table, "[role=row]"));

  const cellsOf = (row) => (
    row.cells ? [...row.cells] : [...row.querySelectorAll("[role]")].filter((each) => (
      CELLS[each.getAttribute("role")] && each.closest("[role=row]") === row
    ))
  );

  const span = (cell, name, aria) => (
    Math.min(Math.max(Number(cell[name] || cell.getAttribute(aria)) || 1, 1), 1000)
  );

  /* Each cell with the columns (x) and rows (y) that it covers, ends excluded. */
  const placed = (rows) => {
    const taken = rows.map(() => []);
    return rows.flatMap((row, y) => cellsOf(row).map((element) => {
      let x = 0;
      while (taken[y][x]) x += 1;
      const right = x + span(element, "colSpan", "aria-colspan");
      const bottom = Math.min(y + span(element, "rowSpan", "aria-rowspan"), rows.length);
      for (let each = y; each < bottom; each += 1) {
        for (let column = x; column < right; column += 1) taken[each][column] = true;
      }
      return { element, x, y, right, bottom, isData: element.localName === "td" || isPlain(element) };
    }));
  };

  const isPlain = (element) => /^(grid)?cell$/.test(element.getAttribute("role") || "");

  const sharesColumns = (one, other) => one.x < other.right && other.x < one.right;
  const sharesRows = (one, other) => one.y < other.bottom && other.y < one.bottom;

  const scopeOf = (head) => {
    const { element } = head;
    if (element.getAttribute("role") === "columnheader") return "col";
    if (element.getAttribute("role") === "rowheader") return "row";
    return (element.getAttribute("scope") || "").toLowerCase();
  };

  /* Where a head does not say so, it is one of a column if no data stands in its row. */
  const reaches = (head, cells) => {
    const scope = scopeOf(head);
    if (scope.startsWith("col")) return sharesColumns;
    if (scope.startsWith("row")) return sharesRows;
    return cells.some((cell) => cell.isData && sharesRows(head, cell)) ? sharesRows : sharesColumns;
  };

  const names = (cell) => (cell.element.getAttribute("headers") || "").split(/\s+/).filter(Boolean);

  const hasCells = (head, cells) => {
    const belongs = reaches(head, cells);
    return cells.some((cell) => {
      if (cell === head) return false;
      if (names(cell).length) return names(cell).includes(head.element.id);
      return belongs(head, cell) && (belongs === sharesColumns ? cell.y > head.y : cell.x > head.x);
    });
  };

  const isHead = (element) => HEADS[sightline.role(element)] && element.localName !== "td"
    && sightline.isRead(element);

  sightline.refresh();
  return sightline.all(TABLES)
    .filter((table) => TABLE_ROLES[sightline.role(table)] && sightline.isRead(table))
    .flatMap((table) => {
      const cells = placed(rowsOf(table));
      return cells.filter((cell) => isHead(cell.element) && !hasCells(cell, cells));
    })
    .map((cell) => ({ ...sightline.describe(cell.element), rule: "head-without-cells" }));
}
