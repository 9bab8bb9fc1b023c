"""The paper: rendering, forms, HTMX and the design system. It has no pages of its own."""
