"""Files larger than memory: the same assessment over shards of whole therapies, joined into one result."""
