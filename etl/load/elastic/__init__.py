"""The archive in an Elasticsearch cluster."""
