"""The networks that tag a sentence's words, one file an architecture, and what they share."""
