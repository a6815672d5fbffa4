"""How MLflow loads and calls the registered models; one module a kind."""
