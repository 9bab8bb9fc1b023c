"""List pages: one machinery for every list of records: columns, filters, saved views, paging, editing, bulk changes."""
