"""What can happen here: frozen structs only, one module per owner."""
