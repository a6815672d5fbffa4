"""Everything MLflow: a view of the files that can be rebuilt from them at any time."""
