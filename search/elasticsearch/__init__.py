"""The engine outside the database. Only these modules speak to Elasticsearch."""
