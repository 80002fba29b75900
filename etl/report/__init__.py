"""What a run did, for people: on the terminal, as one HTML page, as JSON, and as documents for the archive."""
