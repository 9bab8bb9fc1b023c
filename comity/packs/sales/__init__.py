"""Sales: leads in pipelines, the board, the forecast; calls, briefs and deal health beside them."""
