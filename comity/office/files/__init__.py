"""Files that come and go by pages: uploads, where those of imports and exports lie, and what keeps them harmless."""
