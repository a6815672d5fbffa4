"""Labelled corpora: reading them in any format, normalising them, and an embedded sample."""
