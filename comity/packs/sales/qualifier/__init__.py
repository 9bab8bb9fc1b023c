"""The meeting qualifier: a public chat that asks what a first talk would, scores with evidence, and makes a lead."""
