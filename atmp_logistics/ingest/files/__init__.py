"""Files to tables of text: folders, CSV, workbooks, Parquet, JSON."""
