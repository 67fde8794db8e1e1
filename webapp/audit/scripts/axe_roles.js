/* Roles that axe does not know yet (WAI-ARIA 1.3, DPUB-ARIA 1.1), or not everywhere, and native
   elements that only repeat their own role: the browser gives them what the role needs. */
() => axe.configure({
  standards: {
    ariaRoles: {
      image: {
        type: "structure", superclassRole: ["section"], accessibleNameRequired: true,
        childrenPresentational: true,
      },
      "doc-pagefooter": { type: "section", superclassRole: ["section"] },
      "doc-pageheader": { type: "section", superclassRole: ["section"] },
    },
  },
  rules: [
    {
      id: "role-img-alt",
      selector: ":is([role='img'], [role='image']):not(img, area, input, object)",
    },
    {
      id: "svg-img-alt",
      selector: ["img", "image", "graphics-symbol", "graphics-document"]
        .map((role) => `[role='${role}']`).join(),
    },
    {
      id: "aria-required-attr",
      selector: "[role]:not(meter[role='meter'], select[role='combobox'])",
    },
  ],
})
