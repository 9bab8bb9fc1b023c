"""Pages of the post room."""
