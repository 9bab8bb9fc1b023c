"""Import: files of any kind become records. Read (readers), understood (mapping), rehearsed, loaded in chunks, undone."""
