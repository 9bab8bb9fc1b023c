"""Files of imports and exports: where they lie, and what keeps them harmless."""
