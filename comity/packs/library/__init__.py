"""The training library: documents, videos and words in courses; searched inside, with what each person has seen."""
