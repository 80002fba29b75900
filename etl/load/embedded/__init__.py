"""The archive in a folder: tantivy for search, SQLite as the source of truth."""
