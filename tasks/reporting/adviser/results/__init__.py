"""The job adviser's results as the report sees them: read, checked, left unchanged."""
